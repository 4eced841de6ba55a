import type { HttpReply } from '../kubectl/effect.ts';

/** A reply as kubectl reads it: the texts of `Warning: 299` headers apart. */
export function replyOf(status: number, headers: Readonly<Record<string, string>>, body: string): HttpReply {
  const warnings = [...(headers.warning ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]!.replace(/\\(.)/g, '$1'));
  return { status, headers, warnings, body };
}
