/** Cluster addresses: which are free, and to whom the others belong. */
import { internalError } from '../../../api/errors.ts';
import { SERVICE_CIDRS, SERVICES } from '../../../api/resource.ts';
import type { ServiceCIDR } from '../../../api/types.ts';
import { invalid, invalidObject } from '../../../api/validation/field.ts';
import type { Random } from '../../../kernel/random.ts';
import type { ApiServer } from '../../server.ts';

/** 10.96.0.0/16: what a fresh cluster's ServiceCIDR `kubernetes` says. */
const RANGE = '10.96.0.0/16';
const PREFIX = '10.96.';
const HOSTS = 65534;
/** The lower part is for addresses that users ask for (KEP-3070): min(max(16, size / 16), 256). */
const STATIC_BAND = 256;

const addressOf = (host: number): string => `${PREFIX}${host >> 8}.${host & 255}`;

/** Address -> `namespace/name` of the Service that has it. */
export type AddressBook = ReadonlyMap<string, string>;

export function drawIP(book: AddressBook, random: Random): string {
  for (let attempt = 0; attempt < 64; attempt++) {
    const ip = addressOf(STATIC_BAND + random.int(HOSTS - STATIC_BAND));
    if (!book.has(ip)) return ip;
  }
  for (let host = 1; host <= HOSTS; host++) if (!book.has(addressOf(host))) return addressOf(host);
  throw internalError('failed to allocate a serviceIP: range is full');
}

/** Throws 422 when the address is not of this cluster or another Service's. */
export function checkIP(server: ApiServer, book: AddressBook, service: { name: string; owner: string; clusterIPs: readonly string[] }, ip: string): void {
  const fail = (why: string): Error => invalidObject(SERVICES, service.name, [invalid('spec.clusterIPs', service.clusterIPs, `failed to allocate IP ${ip}: ${why}`)]);
  if (!inRange(server, ip)) throw fail(`the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${RANGE}`);
  const holder = book.get(ip);
  if (holder !== undefined && holder !== service.owner) throw fail('provided IP is already allocated');
}

/** Other ranges come with other ServiceCIDRs (KEP-1880). */
function inRange(server: ApiServer, ip: string): boolean {
  if (ip.startsWith(PREFIX)) return true;
  for (const { value } of server.lookup(SERVICE_CIDRS).table.values()) {
    const { spec, metadata } = value as ServiceCIDR;
    if (!metadata.deletionTimestamp && spec?.cidrs?.some((cidr) => contains(cidr, ip))) return true;
  }
  return false;
}

function contains(cidr: string, ip: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  const a = numberOf(base), b = numberOf(ip);
  if (a === undefined || b === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(a / size) === Math.floor(b / size);
}

function numberOf(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  return parts.length === 4 && parts.every((n) => n >= 0 && n <= 255) ? parts.reduce((sum, n) => sum * 256 + n, 0) : undefined;
}
