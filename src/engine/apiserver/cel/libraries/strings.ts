/** CEL's extended strings and Kubernetes' regular expressions (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library). */
import type { Environment } from '@marcbachmann/cel-js';
import { goRegExp } from '../../../api/go-regexp.ts';
import { base64Of, bytesOf } from '../convert.ts';
import { formatText, textOf } from './text.ts';

class StringsNamespace {}
class Base64Namespace {}

export function addStrings(environment: Environment): void {
  const add = (signature: string, handler: (...args: never[]) => unknown): void => { environment.registerFunction(signature, handler as (...args: unknown[]) => unknown); };
  const global = (pattern: string): RegExp => {
    const regexp = goRegExp(pattern);
    if (!regexp) throw new Error(`Illegal regex: error parsing regexp: ${pattern}`);
    return new RegExp(regexp.source, `${regexp.flags}g`);
  };
  add('string.find(string): string', (text: string, pattern: string) => global(pattern).exec(text)?.[0] ?? '');
  add('string.findAll(string): list<string>', (text: string, pattern: string) => [...text.matchAll(global(pattern))].map(([found]) => found));
  add('string.findAll(string, int): list<string>', (text: string, pattern: string, limit: bigint) => {
    const all = [...text.matchAll(global(pattern))].map(([found]) => found);
    return limit < 0n ? all : all.slice(0, Number(limit));
  });
  add('string.charAt(int): string', (text: string, index: bigint) => {
    const characters = [...text];
    if (index < 0n || index > BigInt(characters.length)) throw new Error(`index out of range: ${index}`);
    return characters[Number(index)] ?? '';
  });
  add('string.replace(string, string): string', (text: string, from: string, to: string) => text.split(from).join(to));
  add('string.replace(string, string, int): string', (text: string, from: string, to: string, limit: bigint) => {
    if (limit < 0n) return text.split(from).join(to);
    const parts = text.split(from), count = Number(limit);
    return parts.length - 1 <= count ? parts.join(to) : [parts.slice(0, count + 1).join(to), ...parts.slice(count + 1)].join(from);
  });
  add('string.reverse(): string', (text: string) => [...text].reverse().join(''));
  add('string.format(list): string', (format: string, args: unknown[]) => formatText(format, args));
  environment.registerConstant('strings', registered(environment, 'StringsNamespace', StringsNamespace), new StringsNamespace());
  add('StringsNamespace.quote(string): string', (_: StringsNamespace, text: string) => JSON.stringify(text));
  environment.registerConstant('base64', registered(environment, 'Base64Namespace', Base64Namespace), new Base64Namespace());
  add('Base64Namespace.encode(bytes): string', (_: Base64Namespace, bytes: Uint8Array) => base64Of(bytes));
  add('Base64Namespace.decode(string): bytes', (_: Base64Namespace, text: string) => bytesOf(text));
  add('string(google.protobuf.Duration): string', (value: unknown) => textOf(value));
  add('string(google.protobuf.Timestamp): string', (value: unknown) => textOf(value));
  add('int(google.protobuf.Timestamp): int', (value: { getTime(): number }) => BigInt(Math.floor(value.getTime() / 1000)));
}

/** Registers a type that only carries functions. */
export function registered(environment: Environment, name: string, ctor: new () => object): string {
  environment.registerType(name, ctor);
  return name;
}
