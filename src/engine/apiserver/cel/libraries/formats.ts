/** Kubernetes' named formats: `format.dns1123Label().validate("x")` gives the errors, or nothing (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library). */
import type { Environment } from '@marcbachmann/cel-js';
import * as names from '../../../api/validation/names.ts';
import { FORMATS } from '../../customresources/formats.ts';
import { noOptional, someOptional } from '../optional.ts';
import { registered } from './strings.ts';

export class Format {
  constructor(readonly name: string, readonly check: names.Check) {}
}
class FormatNamespace {}

const prefix = (check: names.Check): names.Check => (value) => check(names.maskTrailingDash(value));
const plain = (format: string, text: string): names.Check => (value) => (FORMATS[format]!(value) ? [] : [text]);

const NAMED: Readonly<Record<string, names.Check>> = {
  dns1123Label: names.isDNS1123Label, dns1123Subdomain: names.isDNS1123Subdomain, dns1035Label: names.isDNS1035Label, qualifiedName: names.isQualifiedName, labelValue: names.isLabelValue,
  dns1123LabelPrefix: prefix(names.isDNS1123Label), dns1123SubdomainPrefix: prefix(names.isDNS1123Subdomain), dns1035LabelPrefix: prefix(names.isDNS1035Label),
  uri: plain('uri', 'invalid URI format'), uuid: plain('uuid', 'does not match the UUID format'), byte: plain('byte', 'invalid base64'), date: plain('date', 'invalid date'), datetime: plain('datetime', 'invalid datetime'),
};

export function addFormats(environment: Environment): void {
  environment.registerType('kubernetes.NamedFormat', Format as unknown as new () => Format);
  environment.registerConstant('format', registered(environment, 'FormatNamespace', FormatNamespace), new FormatNamespace());
  for (const [name, check] of Object.entries(NAMED)) {
    const format = new Format(name, check);
    environment.registerFunction(`FormatNamespace.${name}(): kubernetes.NamedFormat`, () => format);
  }
  environment.registerFunction('FormatNamespace.named(string): optional<kubernetes.NamedFormat>', (_: unknown, name: string) => (Object.hasOwn(NAMED, name) ? someOptional(new Format(name, NAMED[name]!)) : noOptional));
  environment.registerFunction('kubernetes.NamedFormat.validate(string): optional<list<string>>', (format: Format, value: string) => {
    const errors = format.check(value);
    return errors.length ? someOptional(errors) : noOptional;
  });
}
