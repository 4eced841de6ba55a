/**
 * Where a webhook is called: at a URL or at a Service, for admission as for the conversion of custom resources
 * (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#contacting-the-webhook).
 */
import { invalid, required, type FieldError } from './field.ts';
import { isDNS1123Subdomain, isValidPortNum } from './names.ts';

export interface WebhookClient {
  readonly url?: string;
  readonly service?: { readonly namespace?: string; readonly name?: string; readonly path?: string; readonly port?: number };
}

/** `path` is that of the client config. */
export function validateWebhookClient({ url, service }: WebhookClient, path: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  return service ? validateService(service, `${path}.service`) : validateUrl(url!, `${path}.url`);
}

const FORM = '; desired format: https://host[/path]';

function validateUrl(url: string, field: string): FieldError[] {
  // RFC 3986, appendix B; Go reads a host only after two slashes.
  const [, scheme = '', authority = '', query, fragment] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const errors: FieldError[] = [];
  if (scheme.toLowerCase() !== 'https') errors.push(invalid(field, scheme.toLowerCase(), `'https' is the only allowed URL scheme${FORM}`));
  if (!host) errors.push(invalid(field, host, `host must be provided${FORM}`));
  if (at >= 0) errors.push(invalid(field, authority.slice(0, at), 'user information is not permitted in the URL'));
  if (fragment) errors.push(invalid(field, fragment, 'fragments are not permitted in the URL'));
  if (query) errors.push(invalid(field, query, 'query parameters are not permitted in the URL'));
  return errors;
}

function validateService({ namespace, name, path, port = 0 }: NonNullable<WebhookClient['service']>, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${at}.name`, 'service name is required'));
  if (!namespace) errors.push(required(`${at}.namespace`, 'service namespace is required'));
  const badPort = isValidPortNum(port);
  if (badPort.length) errors.push(invalid(`${at}.port`, port, `port is not valid: ${badPort.join(', ')}`));
  return [...errors, ...validatePath(path ?? '', `${at}.path`)];
}

function validatePath(path: string, field: string): FieldError[] {
  if (path === '' || path === '/') return [];
  if (path === '//') return [invalid(field, path, 'segment[0] may not be empty')];
  const errors = path.startsWith('/') ? [] : [invalid(field, path, "must start with a '/'")];
  path.slice(1).replace(/\/$/, '').split('/').forEach((segment, i) => {
    if (segment === '') errors.push(invalid(field, path, `segment[${i}] may not be empty`));
    else for (const text of isDNS1123Subdomain(segment)) errors.push(invalid(field, path, `segment[${i}]: ${text}`));
  });
  return errors;
}
