/**
 * The certificate that the simulated cluster publishes as its authority. It has the form of one and nothing more: there
 * is no TLS in the sandbox, so no key stands behind it.
 */
import { encodeText } from '../../api/base64.ts';

const BODY = encodeText('Bottleship simulated cluster certificate authority. '.repeat(12)).match(/.{1,64}/g)!;

export const ROOT_CA_PEM = ['-----BEGIN CERTIFICATE-----', ...BODY, '-----END CERTIFICATE-----', ''].join('\n');
