/** IP addresses and CIDRs (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library). */
import type { Environment } from '@marcbachmann/cel-js';
import { isIPv4, isIPv6 } from '../../customresources/formats.ts';
import { registered } from './strings.ts';

export class Ip {
  constructor(readonly bits: bigint, readonly family: 4 | 6) {}
  toString(): string { return this.family === 4 ? ipv4Text(this.bits) : ipv6Text(this.bits); }
}

export class Cidr {
  constructor(readonly address: Ip, readonly prefix: number) {}
  get size(): number { return this.address.family === 4 ? 32 : 128; }
  contains(ip: Ip): boolean {
    const shift = BigInt(this.size - this.prefix);
    return ip.family === this.address.family && ip.bits >> shift === this.address.bits >> shift;
  }
  toString(): string { return `${this.address}/${this.prefix}`; }
}

class IpNamespace {}

const ipv4Text = (bits: bigint): string => [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');

function ipv6Text(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  let start = -1, length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === '0') end++;
    if (end - i > length) { start = i; length = end - i; }
  }
  if (start < 0) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

export function parseIp(text: string): Ip | undefined {
  if (isIPv4(text)) {
    // Leading zeros are refused: who reads them as octal would see another address.
    if (text.split('.').some((part) => part.length > 1 && part.startsWith('0'))) return undefined;
    return new Ip(text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n), 4);
  }
  if (!isIPv6(text) || text.includes('.')) return undefined;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':'), right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? left : [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return new Ip(groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n), 6);
}

export function parseCidr(text: string): Cidr | undefined {
  const m = /^(.*)\/(\d{1,3})$/.exec(text);
  const ip = m ? parseIp(m[1]!) : undefined;
  const prefix = Number(m?.[2]);
  return ip && prefix <= (ip.family === 4 ? 32 : 128) ? new Cidr(ip, prefix) : undefined;
}

const within = (ip: Ip, ...ranges: string[]): boolean => ranges.some((range) => parseCidr(range)!.contains(ip));

export function addAddresses(environment: Environment): void {
  environment.registerType('net.IP', Ip as unknown as new () => Ip);
  environment.registerType('net.CIDR', Cidr as unknown as new () => Cidr);
  const add = (signature: string, handler: (...args: never[]) => unknown): void => { environment.registerFunction(signature, handler as (...args: unknown[]) => unknown); };
  const ip = (text: string): Ip => {
    const parsed = parseIp(text);
    if (!parsed) throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): unable to parse IP`);
    return parsed;
  };
  const cidr = (text: string): Cidr => {
    const parsed = parseCidr(text);
    if (!parsed) throw new Error(`network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): no '/'`);
    return parsed;
  };
  environment.registerConstant('ip', registered(environment, 'IpNamespace', IpNamespace), new IpNamespace());
  add('ip(string): net.IP', ip as (...args: never[]) => unknown);
  add('isIP(string): bool', (text: string) => parseIp(text) !== undefined);
  add('IpNamespace.isCanonical(string): bool', (_: IpNamespace, text: string) => String(ip(text)) === text);
  add('net.IP.family(): int', (value: Ip) => BigInt(value.family));
  add('net.IP.isUnspecified(): bool', (value: Ip) => value.bits === 0n);
  add('net.IP.isLoopback(): bool', (value: Ip) => within(value, '127.0.0.0/8', '::1/128'));
  add('net.IP.isLinkLocalMulticast(): bool', (value: Ip) => within(value, '224.0.0.0/24', 'ff02::/16'));
  add('net.IP.isLinkLocalUnicast(): bool', (value: Ip) => within(value, '169.254.0.0/16', 'fe80::/10'));
  add('net.IP.isGlobalUnicast(): bool', (value: Ip) => value.bits !== 0n && String(value) !== '255.255.255.255'
    && !within(value, '127.0.0.0/8', '::1/128', '224.0.0.0/4', 'ff00::/8', '169.254.0.0/16', 'fe80::/10'));
  add('string(net.IP): string', (value: Ip) => String(value));
  environment.registerOperator('net.IP == net.IP', (a: Ip, b: Ip) => a.bits === b.bits && a.family === b.family);
  add('cidr(string): net.CIDR', cidr as (...args: never[]) => unknown);
  add('isCIDR(string): bool', (text: string) => parseCidr(text) !== undefined);
  add('net.CIDR.containsIP(string): bool', (value: Cidr, text: string) => value.contains(ip(text)));
  add('net.CIDR.containsIP(net.IP): bool', (value: Cidr, other: Ip) => value.contains(other));
  const containsCidr = (value: Cidr, other: Cidr): boolean => other.prefix >= value.prefix && value.contains(other.address);
  add('net.CIDR.containsCIDR(string): bool', (value: Cidr, text: string) => containsCidr(value, cidr(text)));
  add('net.CIDR.containsCIDR(net.CIDR): bool', containsCidr as (...args: never[]) => unknown);
  add('net.CIDR.ip(): net.IP', (value: Cidr) => value.address);
  add('net.CIDR.prefixLength(): int', (value: Cidr) => BigInt(value.prefix));
  add('net.CIDR.masked(): net.CIDR', (value: Cidr) => {
    const shift = BigInt(value.size - value.prefix);
    return new Cidr(new Ip((value.address.bits >> shift) << shift, value.address.family), value.prefix);
  });
  add('string(net.CIDR): string', (value: Cidr) => String(value));
  environment.registerOperator('net.CIDR == net.CIDR', (a: Cidr, b: Cidr) => String(a) === String(b));
}
