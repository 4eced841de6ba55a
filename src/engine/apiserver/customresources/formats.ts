/**
 * Formats of strings that the API server checks; unknown ones are ignored
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation).
 */
import { isDNS1123Label, isDNS1123Subdomain } from '../../api/validation/names.ts';
import { parseGoDuration } from '../../api/go-duration.ts';

const matches = (pattern: RegExp) => (value: string): boolean => pattern.test(value);

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const HEX = '[0-9a-f]';
const uuid = (version: string): RegExp => new RegExp(`^${HEX}{8}-?${HEX}{4}-?${version}${HEX}{3}-?${HEX}{4}-?${HEX}{12}$`, 'i');

export function isIPv6(value: string): boolean {
  if (!value.includes(':')) return false;
  let text = value;
  const last = text.slice(text.lastIndexOf(':') + 1);
  if (last.includes('.')) {
    if (!IPV4.test(last)) return false;
    text = `${text.slice(0, text.lastIndexOf(':') + 1)}0:0`;
  }
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (groups.some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
export const isIPv4 = matches(IPV4);

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(value: string): boolean {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!m) return false;
  const year = Number(m[1]), month = Number(m[2]), day = Number(m[3]);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1]! + (leap ? 1 : 0);
}

function isDateTime(value: string): boolean {
  const m = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.exec(value);
  return m !== null && isDate(m[1]!) && Number(m[2]) < 24 && Number(m[3]) < 60 && Number(m[4]) < 60;
}

function isCIDR(value: string): boolean {
  const [address = '', bits = '', rest] = value.split('/');
  if (rest !== undefined || !/^\d{1,3}$/.test(bits)) return false;
  return isIPv4(address) ? Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128;
}

export const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  bsonobjectid: matches(/^[0-9a-f]{24}$/i),
  uri: matches(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$|^\/\S*$/),
  email: matches(/^[^\s@<>]+@[^\s@<>]+$/),
  hostname: matches(/^(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*\.?$/),
  ipv4: isIPv4, ipv6: isIPv6, cidr: isCIDR,
  mac: matches(/^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?:(?:[:-][0-9a-f]{2}){2})?$|^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2,3}$/i),
  uuid: matches(uuid(HEX)), uuid3: matches(uuid('3')), uuid4: matches(uuid('4')), uuid5: matches(uuid('5')),
  isbn: matches(/^(?:\d{9}[\dX]|\d{13})$/i), isbn10: matches(/^\d{9}[\dX]$/i), isbn13: matches(/^\d{13}$/),
  creditcard: matches(/^\d{13,19}$/), ssn: matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matches(/^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i), rgbcolor: matches(/^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/i),
  byte: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  password: () => true,
  date: isDate, 'date-time': isDateTime, datetime: isDateTime,
  duration: (value) => parseGoDuration(value) !== undefined || /^\s*\d+\s*(?:ns|us|µs|ms|s|m|h|d|w|second|minute|hour|day|week|milli|micro|nano)\S*\s*$/i.test(value),
  'k8s-short-name': (value) => isDNS1123Label(value).length === 0,
  'k8s-long-name': (value) => isDNS1123Subdomain(value).length === 0,
};
