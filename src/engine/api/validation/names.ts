/**
 * Formats of names and other short texts. Each check answers with the reasons against `value`, none when it is well
 * formed; the caller puts them into field errors. Texts follow apimachinery's util/validation as observed on v1.36.
 */
export type Check = (value: string) => string[];

export const maxLength = (max: number): string => `must be no more than ${max} characters`;
export const maxBytes = (max: number): string => `must be no more than ${max} bytes`;
export const EMPTY = 'must be non-empty';
export const inclusiveRange = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

/** Why a text does not match, with examples, as apimachinery's RegexError words it. */
export function regexError(reason: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${reason} (regex used for validation is '${pattern}')`;
  return `${reason} (e.g. ${examples.map((e) => `'${e}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

/** Bytes of `text` in UTF-8, which is what Go's len counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes++;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) { bytes += 4; i++; }
    else bytes += 3;
  }
  return bytes;
}

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_RE = whole(LABEL), SUBDOMAIN_RE = whole(SUBDOMAIN);
const LABEL_TEXT = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_TEXT = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
export const DNS1123_LABEL_MAX = 63, DNS1123_SUBDOMAIN_MAX = 253;

/** What is well formed is told so before any list of errors is made: names are checked at every write. */
const FINE: string[] = [];
Object.freeze(FINE);

export function isDNS1123Label(value: string): string[] {
  if (value.length <= DNS1123_LABEL_MAX && LABEL_RE.test(value)) return FINE;
  const errors: string[] = [];
  if (byteLength(value) > DNS1123_LABEL_MAX) errors.push(maxLength(DNS1123_LABEL_MAX));
  if (!LABEL_RE.test(value)) errors.push(SUBDOMAIN_RE.test(value) ? 'must not contain dots' : regexError(LABEL_TEXT, LABEL, 'my-name', '123-abc'));
  return errors;
}

const subdomain = (value: string, tooLong: (max: number) => string): string[] => {
  if (value.length <= DNS1123_SUBDOMAIN_MAX && SUBDOMAIN_RE.test(value)) return FINE;
  const errors: string[] = [];
  if (byteLength(value) > DNS1123_SUBDOMAIN_MAX) errors.push(tooLong(DNS1123_SUBDOMAIN_MAX));
  if (!SUBDOMAIN_RE.test(value)) errors.push(regexError(SUBDOMAIN_TEXT, SUBDOMAIN, 'example.com'));
  return errors;
};

export const isDNS1123Subdomain: Check = (value) => subdomain(value, maxLength);

const UNDERSCORE_SUBDOMAIN = `[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*`;
const UNDERSCORE_RE = whole(UNDERSCORE_SUBDOMAIN);

export function isDNS1123SubdomainWithUnderscore(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > DNS1123_SUBDOMAIN_MAX) errors.push(maxLength(DNS1123_SUBDOMAIN_MAX));
  if (!UNDERSCORE_RE.test(value)) errors.push(regexError(SUBDOMAIN_TEXT, UNDERSCORE_SUBDOMAIN, 'example.com'));
  return errors;
}

const DNS1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const DNS1035_RE = whole(DNS1035);

export function isDNS1035Label(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxLength(63));
  if (!DNS1035_RE.test(value)) {
    errors.push(regexError("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
      DNS1035, 'my-name', 'abc-123'));
  }
  return errors;
}

const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const WILDCARD_RE = whole(WILDCARD);

export function isWildcardDNS1123Subdomain(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > DNS1123_SUBDOMAIN_MAX) errors.push(maxLength(DNS1123_SUBDOMAIN_MAX));
  if (!WILDCARD_RE.test(value)) {
    errors.push(regexError("a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      WILDCARD, '*.example.com'));
  }
  return errors;
}

const LABEL_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_NAME_RE = whole(LABEL_NAME), LABEL_VALUE_RE = whole(`(${LABEL_NAME})?`);
const LABEL_NAME_TEXT = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** Label keys, annotation keys, resource names: `[prefix/]name`. */
export function isQualifiedName(value: string): string[] {
  if (value.length <= 63 && LABEL_NAME_RE.test(value)) return FINE;
  const explained = regexError(LABEL_NAME_TEXT, LABEL_NAME, 'MyName', 'my.name', '123-abc');
  const errors: string[] = [];
  const parts = value.split('/');
  if (parts.length > 2) return [`a valid label key ${explained} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts[parts.length - 1]!;
  if (parts.length === 2) {
    if (!parts[0]) errors.push(`prefix part ${EMPTY}`);
    else errors.push(...subdomain(parts[0], maxBytes).map((e) => `prefix part ${e}`));
  }
  if (!name) errors.push(`name part ${EMPTY}`);
  else if (byteLength(name) > 63) errors.push(`name part ${maxBytes(63)}`);
  if (!LABEL_NAME_RE.test(name)) errors.push(`name part ${explained}`);
  return errors;
}

export const isLabelKey = isQualifiedName;

export function isLabelValue(value: string): string[] {
  if (value.length <= 63 && LABEL_VALUE_RE.test(value)) return FINE;
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxBytes(63));
  if (!LABEL_VALUE_RE.test(value)) {
    errors.push(regexError("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      `(${LABEL_NAME})?`, 'MyValue', 'my_value', '12345'));
  }
  return errors;
}

const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
export function isCIdentifier(value: string): string[] {
  if (whole(C_IDENTIFIER).test(value)) return [];
  return [regexError("a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'", C_IDENTIFIER, 'my_name', 'MY_NAME', 'MyName')];
}

/** Names of environment variables as allowed since v1.32 (KEP-4369): printable ASCII but `=`. */
export function isEnvVarName(value: string): string[] {
  const errors: string[] = [];
  if (!value) errors.push(`environment variable name ${EMPTY}`);
  if (!/^[ -<>-~]*$/.test(value)) errors.push("a valid environment variable name must consist only of printable ASCII characters other than '='");
  return errors;
}

/** `..` and what begins so would climb out of the folder that keys become files of. */
const NO_ERRORS: readonly string[] = [];

function pathStepErrors(value: string): readonly string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : NO_ERRORS;
}

const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const CONFIG_KEY_RE = whole(CONFIG_KEY);
export function isConfigMapKey(value: string): readonly string[] {
  if (value.length <= DNS1123_SUBDOMAIN_MAX && CONFIG_KEY_RE.test(value) && pathStepErrors(value).length === 0) return NO_ERRORS;
  const errors: string[] = [];
  if (byteLength(value) > DNS1123_SUBDOMAIN_MAX) errors.push(maxLength(DNS1123_SUBDOMAIN_MAX));
  if (!CONFIG_KEY_RE.test(value)) {
    errors.push(regexError("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  return [...errors, ...pathStepErrors(value)];
}

const HEADER = '[-A-Za-z0-9]+';
export function isHTTPHeaderName(value: string): string[] {
  return whole(HEADER).test(value) ? [] : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", HEADER, 'X-Header-Name')];
}

const PERCENT = '[0-9]+%';
export const isValidPercent: Check = (value) =>
  whole(PERCENT).test(value) ? [] : [regexError("a valid percent string must be a numeric string followed by an ending '%'", PERCENT, '1%', '93%')];

export const isInRange = (value: number, low: number, high: number): string[] => (value >= low && value <= high ? [] : [inclusiveRange(low, high)]);
export const isValidPortNum = (port: number): string[] => isInRange(port, 1, 65535);

/** IANA service names: names of container ports. */
export function isValidPortName(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > 15) errors.push(maxLength(15));
  if (!/^[-a-z0-9]+$/.test(value)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** What a name may not be when it becomes one segment of a URL; the rule for names of RBAC objects. */
export function isPathSegmentName(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((c) => name.includes(c)).map((c) => `may not contain '${c}'`);
}

/** A DNS subdomain with at least two labels, as signer and condition names must be. */
export function isFullyQualifiedName(value: string): string[] {
  if (!value) return ['Required value'];
  const errors = [...isDNS1123Subdomain(value)];
  if (errors.length) return errors;
  return value.split('.').length < 3 ? ['should be a domain with at least three segments separated by dots'] : [];
}

/** `example.com/path`: the prefix a subdomain, the path of what RFC 3986 allows in one. */
export function isDomainPrefixedPath(value: string): string[] {
  if (!value) return ['Required value'];
  const slash = value.indexOf('/');
  if (slash < 0 || !value.slice(0, slash) || !value.slice(slash + 1)) return ['must be a domain-prefixed path (such as "acme.io/foo")'];
  const errors = [...isDNS1123Subdomain(value.slice(0, slash))];
  if (errors.length) return errors;
  const path = '[A-Za-z0-9/\\-._~%!$&\'()*+,;=:]+';
  return whole(path).test(value.slice(slash + 1)) ? [] : [regexError('Invalid path', path)];
}

/** For `generateName`: a trailing dash is as good as a letter, for five letters follow. */
export const maskTrailingDash = (name: string): string => (name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);
