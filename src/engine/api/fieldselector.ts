/**
 * Field selectors (`spec.nodeName=node-1,status.phase!=Failed`): parsed, checked against the labels that a kind knows,
 * compiled to one predicate. Texts follow apimachinery's fields package and the kinds' conversion functions on v1.36.
 */
import { badRequest } from './errors.ts';
import type { Kind } from './kinds/kind.ts';
import type { AnyObject } from './types.ts';

interface Term { readonly field: string; readonly equal: boolean; readonly value: string }

/** Throws 400 with Kubernetes' text for what is no field selector, or names a field that `kind` cannot select by. */
export function parseFieldSelector(text: string, kind: Kind): ((object: AnyObject) => boolean) | undefined {
  const tests = terms(text).map((term) => compile(term, kind));
  if (tests.length <= 1) return tests[0];
  return (object) => tests.every((test) => test(object));
}

function compile({ field, equal, value }: Term, kind: Kind): (object: AnyObject) => boolean {
  const read = reader(field, kind);
  return equal ? (object) => read(object) === value : (object) => read(object) !== value;
}

function reader(field: string, kind: Kind): (object: AnyObject) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name ?? '';
  if (field === 'metadata.namespace') return (object) => object.metadata.namespace ?? '';
  const own = kind.fieldLabels && Object.hasOwn(kind.fieldLabels, field) ? kind.fieldLabels[field] : undefined;
  if (own) return own as (object: AnyObject) => string;
  throw badRequest(unknownField(field, kind));
}

function unknownField(field: string, kind: Kind): string {
  if (kind.resource.kind === 'Job') return `field label ${JSON.stringify(field)} not supported for Job`;
  if (kind.fieldLabels) return `field label not supported: ${field}`;
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function terms(selector: string): Term[] {
  const list: Term[] = [];
  for (const part of splitUnescaped(selector)) {
    if (part === '') continue;
    const m = /^([^!=]*(?:!(?!=)[^!=]*)*)(!=|==|=)(.*)$/s.exec(part);
    if (!m) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
    list.push({ field: m[1]!, equal: m[2] !== '!=', value: unescape(m[3]!) });
  }
  return list;
}

function splitUnescaped(selector: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < selector.length; i++) {
    if (selector[i] === '\\') i++;
    else if (selector[i] === ',') { parts.push(selector.slice(start, i)); start = i + 1; }
  }
  parts.push(selector.slice(start));
  return parts;
}

/** In a value `\\`, `\,` and `\=` stand for the character itself; nothing else may follow a backslash. */
function unescape(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const c = value[i]!;
    if (c === '\\') {
      const next = value[++i];
      if (next === undefined || !'\\,='.includes(next)) throw badRequest(`invalid field selector: invalid escape sequence: \\${next ?? ''}`);
      out += next;
    } else if (c === ',' || c === '=') throw badRequest(`invalid field selector: unescaped character in value: ${c.charCodeAt(0)}`);
    else out += c;
  }
  return out;
}
