/** IP addresses and CIDRs as API fields: what is accepted, and the texts for what is not. */
import { invalid, type FieldError } from './field.ts';

export interface IP {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
  /** As Go prints it. */
  readonly text: string;
  /** An IPv4 address in IPv6 notation (`::ffff:10.0.0.1`). */
  readonly mapped?: boolean;
}

/** Undefined when `text` is no address. Leading zeros in IPv4 are decimal, as old API fields take them. */
export function parseIP(text: string): IP | undefined {
  return text.includes(':') ? parseIPv6(text) : parseIPv4(text);
}

function parseIPv4(text: string): IP | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255)) return undefined;
  const bytes = parts.map(Number);
  return { family: 4, bytes, text: bytes.join('.') };
}

function parseIPv6(text: string): IP | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : groupsOf(half)));
  if (groups.some((g) => g === undefined)) return undefined;
  const [head = [], tail = []] = groups as number[][];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array<number>(missing).fill(0), ...tail];
  const bytes = all.flatMap((group) => [group >> 8, group & 255]);
  if (bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255) {
    const four = bytes.slice(12);
    return { family: 4, bytes: four, text: four.join('.'), mapped: true };
  }
  return { family: 6, bytes, text: formatIPv6(all) };
}

function groupsOf(half: string): number[] | undefined {
  const parts = half.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (part.includes('.') && i === parts.length - 1) {
      const four = parseIPv4(part);
      if (!four) return undefined;
      groups.push((four.bytes[0]! << 8) | four.bytes[1]!, (four.bytes[2]! << 8) | four.bytes[3]!);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** RFC 5952: lower case, the longest run of two or more zero groups as `::`. */
function formatIPv6(groups: readonly number[]): string {
  let start = -1, length = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && groups[i + n] === 0) n++;
    if (n > length) { start = i; length = n; }
  }
  const hex = (from: number, to: number): string => groups.slice(from, to).map((g) => g.toString(16)).join(':');
  return start < 0 ? hex(0, 8) : `${hex(0, start)}::${hex(start + length, 8)}`;
}

export interface CIDR { readonly ip: IP; readonly prefix: number }

export function parseCIDR(text: string): CIDR | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const ip = parseIP(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!ip || !/^\d+$/.test(length)) return undefined;
  const prefix = Number(length) - (ip.mapped ? 96 : 0);
  return prefix < 0 || prefix > ip.bytes.length * 8 ? undefined : { ip, prefix };
}

/** The network's address: `ip` with the host bits cleared. */
export function networkOf({ ip, prefix }: CIDR): IP {
  const bytes = ip.bytes.map((byte, i) => byte & (0xff << (8 - Math.max(0, Math.min(8, prefix - i * 8)))) & 0xff);
  if (ip.family === 4) return { family: 4, bytes, text: bytes.join('.') };
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  return { family: 6, bytes, text: formatIPv6(groups) };
}

export function containsIP(cidr: CIDR, ip: IP): boolean {
  return cidr.ip.family === ip.family && networkOf({ ip, prefix: cidr.prefix }).text === networkOf(cidr).text;
}

/** For fields that took addresses before strict parsing (KEP-4858). */
export const validateIP = (text: string, field: string): FieldError[] =>
  parseIP(text) ? [] : [invalid(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];

export const validateCIDR = (text: string, field: string): FieldError[] =>
  parseCIDR(text) ? [] : [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];

/** For newer fields: one spelling only. */
export function validateCanonicalIP(text: string, field: string): FieldError[] {
  const ip = parseIP(text);
  if (!ip) return validateIP(text, field);
  if (ip.family === 4 && !ip.mapped && text !== ip.text) return [invalid(field, text, 'must not have leading 0s')];
  if (ip.mapped) return [invalid(field, text, 'must not be an IPv4-mapped IPv6 address')];
  return text === ip.text ? [] : [invalid(field, text, `must be in canonical form (${JSON.stringify(ip.text)})`)];
}

export function validateCanonicalCIDR(text: string, field: string): FieldError[] {
  const cidr = parseCIDR(text);
  if (!cidr) return validateCIDR(text, field);
  const canonical = `${networkOf(cidr).text}/${cidr.prefix}`;
  if (cidr.ip.mapped) return [invalid(field, text, 'must not have an IPv4-mapped IPv6 address')];
  if (networkOf(cidr).text !== cidr.ip.text) return [invalid(field, text, `must not have bits set beyond the prefix length`)];
  return text === canonical ? [] : [invalid(field, text, `must be in canonical form (${JSON.stringify(canonical)})`)];
}

/** Addresses that no endpoint can have. */
export function validateNonSpecialIP(text: string, field: string): FieldError[] {
  const ip = parseIP(text);
  if (!ip) return [invalid(field, text, 'must be a valid IP address')];
  const [a = 0, b = 0, c = 0] = ip.bytes;
  const six = ip.family === 6;
  const errors: FieldError[] = [];
  if (ip.bytes.every((byte) => byte === 0)) errors.push(invalid(field, text, `may not be unspecified (${text})`));
  if (six ? ip.text === '::1' : a === 127) errors.push(invalid(field, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (six ? a === 0xfe && (b & 0xc0) === 0x80 : a === 169 && b === 254) errors.push(invalid(field, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (six ? a === 0xff && (b & 0x0f) === 2 : a === 224 && b === 0 && c === 0) errors.push(invalid(field, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  return errors;
}

/** What the server says of spellings that it will refuse one day. */
export function ipWarnings(text: string, field: string): string[] {
  const ip = parseIP(text);
  if (!ip) return [];
  if (ip.text !== text && (ip.mapped || ip.family === 4)) {
    return [`${field}: non-standard IP address ${JSON.stringify(text)} will be considered invalid in a future Kubernetes release: use ${JSON.stringify(ip.text)}`];
  }
  return ip.text === text ? [] : [`${field}: IPv6 address ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(ip.text)})`];
}

export function cidrWarnings(text: string, field: string): string[] {
  const cidr = parseCIDR(text);
  if (!cidr) return [];
  const network = networkOf(cidr);
  if (network.text !== cidr.ip.text) {
    return [`${field}: CIDR value ${JSON.stringify(text)} is ambiguous in this context (should be ${JSON.stringify(`${network.text}/${cidr.prefix}`)} or ${JSON.stringify(`${cidr.ip.text}/${cidr.ip.family === 4 ? 32 : 128}`)}?)`];
  }
  const canonical = `${network.text}/${cidr.prefix}`;
  if (canonical === text) return [];
  return cidr.ip.family === 6
    ? [`${field}: IPv6 CIDR value ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`]
    : [`${field}: non-standard CIDR value ${JSON.stringify(text)} will be considered invalid in a future Kubernetes release: use ${JSON.stringify(canonical)}`];
}
