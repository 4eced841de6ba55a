/**
 * kubectl's JSONPath templates (https://kubernetes.io/docs/reference/kubectl/jsonpath/): text with `{...}` actions, `range`
 * and `end`. `parseTemplate` throws an Error with kubectl's words; a template gives groups of values, one an action.
 */

type Step =
  | { readonly do: 'field'; readonly name: string }
  | { readonly do: 'wildcard' }
  | { readonly do: 'descend' }
  | { readonly do: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly by: number; readonly single: boolean }
  | { readonly do: 'union'; readonly paths: readonly (readonly Step[])[] }
  | { readonly do: 'filter'; readonly left: Path; readonly operator: string; readonly right: Path }
  | { readonly do: 'value'; readonly value: unknown };

interface Path { readonly root: boolean; readonly steps: readonly Step[] }

type Node = { readonly text: string } | Path | { readonly range: Path; readonly body: readonly Node[] };

export interface Template { readonly source: string; readonly nodes: readonly Node[] }

export function parseTemplate(source: string): Template {
  const flat = actions(source);
  const at = { i: 0 };
  const nodes = nest(flat, at, false);
  return { source, nodes };
}

type Flat = { readonly text: string } | Path | { readonly begin: Path } | 'end';

function nest(flat: readonly Flat[], at: { i: number }, inside: boolean): Node[] {
  const nodes: Node[] = [];
  while (at.i < flat.length) {
    const node = flat[at.i++]!;
    if (node === 'end') {
      if (inside) return nodes;
      throw new Error('not in range, nothing to end');
    }
    if (typeof node === 'object' && 'begin' in node) nodes.push({ range: node.begin, body: nest(flat, at, true) });
    else nodes.push(node);
  }
  if (inside) throw new Error('unclosed range, expect {end}');
  return nodes;
}

function actions(source: string): Flat[] {
  const flat: Flat[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{', at);
    if (open !== at) flat.push({ text: source.slice(at, open < 0 ? undefined : open) });
    if (open < 0) break;
    const parser = new Parser(source, open + 1);
    flat.push(...parser.action());
    at = parser.at;
  }
  return flat;
}

const TERMINATORS = ' .,[]$@{}';

class Parser {
  at: number;
  readonly #source: string;
  constructor(source: string, at: number) {
    this.#source = source;
    this.at = at;
  }

  /** Up to and with the closing brace. */
  action(): Flat[] {
    this.#space();
    if (/^range(?=[\s.[{@$}])/.test(this.#source.slice(this.at))) {
      this.at += 5;
      const path = this.path('}');
      this.#close();
      return [{ begin: path }];
    }
    if (/^end\s*}/.test(this.#source.slice(this.at))) {
      this.at = this.#source.indexOf('}', this.at) + 1;
      return ['end'];
    }
    const path = this.path('}');
    this.#close();
    return [path];
  }

  #close(): void {
    if (this.#source[this.at] !== '}') throw new Error('unclosed action');
    this.at++;
  }

  #space(): void { while (/\s/.test(this.#source[this.at] ?? '')) this.at++; }

  /** Steps until `end` or the end of the text. */
  path(end: string): Path {
    const steps: Step[] = [];
    let root = false;
    for (;;) {
      this.#space();
      const char = this.#source[this.at];
      if (char === undefined || char === end) return { root, steps };
      if (char === '$') {
        if (steps.length === 0) root = true;
        this.at++;
      } else if (char === '@') {
        this.at++;
      } else if (char === '.') {
        this.at++;
        if (this.#source[this.at] === '.') { this.at++; steps.push({ do: 'descend' }, ...this.#afterDots()); } else steps.push(...this.#field());
      } else if (char === '[') {
        steps.push(this.#brackets());
      } else if (char === '"' || char === "'") {
        steps.push({ do: 'value', value: this.#quoted(char) });
      } else if (/[-+\d]/.test(char)) {
        const m = /^[-+]?\d+(\.\d+)?/.exec(this.#source.slice(this.at));
        if (!m) throw new Error(`unrecognized character in action: U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
        this.at += m[0].length;
        steps.push({ do: 'value', value: Number(m[0]) });
      } else if (/[A-Za-z]/.test(char)) {
        const word = /^[A-Za-z0-9]+/.exec(this.#source.slice(this.at))![0];
        if (word !== 'true' && word !== 'false') throw new Error(`unrecognized identifier ${word}`);
        this.at += word.length;
        steps.push({ do: 'value', value: word === 'true' });
      } else {
        throw new Error(`unrecognized character in action: U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
      }
    }
  }

  #afterDots(): Step[] { return /[[\]{}]/.test(this.#source[this.at] ?? '}') ? [] : this.#field(); }

  #field(): Step[] {
    let name = '';
    for (; this.at < this.#source.length; this.at++) {
      const char = this.#source[this.at]!;
      if (char === '\\') { name += this.#source[++this.at] ?? ''; continue; }
      if (TERMINATORS.includes(char) || /\s/.test(char)) break;
      name += char;
    }
    if (name === '') return [];
    return [name === '*' ? { do: 'wildcard' } : { do: 'field', name }];
  }

  #quoted(quote: string): string {
    let text = '';
    for (this.at++; ; this.at++) {
      const char = this.#source[this.at];
      if (char === undefined || char === '\n') throw new Error('unterminated quoted string');
      if (char === quote) { this.at++; return text; }
      if (char !== '\\') { text += char; continue; }
      const next = this.#source[++this.at];
      text += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'r' ? '\r' : next ?? '';
    }
  }

  #brackets(): Step {
    const inner = this.#inner();
    const filter = /^\?\((.*)\)$/s.exec(inner.trim());
    if (filter) return filterOf(filter[1]!);
    const key = /^(['"])((?:\\.|(?!\1).)*)\1$/s.exec(inner.trim());
    if (key) return { do: 'field', name: key[2]!.replace(/\\(.)/g, '$1') };
    if (inner.includes(',')) {
      return { do: 'union', paths: inner.split(',').map((part) => new Parser(/^\s*[.$@[]/.test(part) ? part : /^\s*'[\w.-]+'\s*$/.test(part) ? `.${part.trim().slice(1, -1)}` : `[${part.trim()}]`, 0).path('').steps) };
    }
    const text = inner.trim() === '*' ? ':' : inner.trim();
    const m = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (!m || text === '') throw new Error(`invalid array index ${inner}`);
    const number = (part: string | undefined): number | undefined => (part === undefined || part === '' || part === ':' ? undefined : Number(part.replace(':', '')));
    const from = number(m[1]);
    if (m[2] === undefined) return { do: 'slice', from, to: undefined, by: 1, single: true };
    return { do: 'slice', from, to: number(m[2]), by: number(m[3]) ?? 1, single: false };
  }

  /** What stands between a `[` and its `]`. */
  #inner(): string {
    const start = this.at + 1;
    let depth = 0;
    let quote = '';
    for (; this.at < this.#source.length; this.at++) {
      const char = this.#source[this.at]!;
      if (quote !== '') {
        if (char === '\\') this.at++;
        else if (char === quote) quote = '';
      } else if (char === '"' || char === "'") {
        quote = char;
      } else if (char === '[') {
        depth++;
      } else if (char === ']' && --depth === 0) {
        return this.#source.slice(start, this.at++);
      }
    }
    throw new Error('unterminated array');
  }
}

function filterOf(text: string): Step {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') { if (char === '\\') i++; else if (char === quote) quote = ''; continue; }
    if (char === '"' || char === "'") { quote = char; continue; }
    const operator = ['==', '!=', '<=', '>=', '<', '>', '='].find((one) => text.startsWith(one, i));
    if (operator === undefined) continue;
    return { do: 'filter', left: new Parser(text.slice(0, i), 0).path(''), operator, right: new Parser(text.slice(i + operator.length), 0).path('') };
  }
  return { do: 'filter', left: new Parser(text, 0).path(''), operator: 'exists', right: { root: false, steps: [] } };
}

/** Values of each action, in order; text is a group of one. Throws an Error for a missing key unless `allowMissing`. */
export function evaluate(template: Template, data: unknown, allowMissing: boolean): (readonly unknown[])[] {
  const groups: (readonly unknown[])[] = [];
  const visit = (nodes: readonly Node[], current: unknown): void => {
    for (const node of nodes) {
      if ('text' in node) groups.push([node.text]);
      else if ('range' in node) for (const value of follow(node.range, current, data, allowMissing)) visit(node.body, value);
      else groups.push(follow(node, current, data, allowMissing));
    }
  };
  visit(template.nodes, data);
  return groups;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
const childrenOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : isFields(value) ? Object.keys(value).sort().map((key) => value[key]) : []);

function follow({ root, steps }: Path, current: unknown, data: unknown, allowMissing: boolean): unknown[] {
  let values: unknown[] = [root ? data : current];
  for (const step of steps) values = take(step, values, data, allowMissing);
  return values;
}

function take(step: Step, values: readonly unknown[], data: unknown, allowMissing: boolean): unknown[] {
  switch (step.do) {
    case 'value': return [step.value];
    case 'wildcard': return values.flatMap(childrenOf);
    case 'descend': return values.flatMap(function all(value: unknown): unknown[] { return [value, ...childrenOf(value).flatMap(all)]; }).filter((value) => value !== null && typeof value === 'object');
    case 'union': return step.paths.flatMap((steps) => values.flatMap((value) => follow({ root: false, steps }, value, data, allowMissing)));
    case 'field': {
      const found = values.flatMap((value) => (isFields(value) && Object.hasOwn(value, step.name) && value[step.name] !== undefined ? [value[step.name]] : []));
      if (found.length === 0 && !allowMissing) throw new Error(`${step.name} is not found`);
      return found;
    }
    case 'slice': return values.flatMap((value) => sliced(step, value));
    case 'filter': return values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]).filter((item) => passes(step, item, data)) : notArray(value)));
  }
}

function notArray(value: unknown): never[] {
  if (value === null || value === undefined) return [];
  throw new Error(`${typeof value === 'object' ? JSON.stringify(value) : String(value)} is not array or slice and cannot be filtered`);
}

function sliced({ from, to, by, single }: Extract<Step, { do: 'slice' }>, value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${String(typeof value === 'object' ? JSON.stringify(value) : value)} is not array or slice`);
  const items = value as unknown[];
  const start = from ?? 0;
  if (single) {
    const i = start < 0 ? start + items.length : start;
    if (i < 0 || i >= items.length) throw new Error(`array index out of bounds: index ${i}, length ${items.length}`);
    return [items[i]];
  }
  const first = start < 0 ? start + items.length : start;
  const end = to === undefined ? items.length : to < 0 ? to + items.length : to;
  if (first < 0 || (first >= items.length && items.length > 0 && from !== undefined)) throw new Error(`array index out of bounds: index ${first}, length ${items.length}`);
  const found: unknown[] = [];
  for (let i = first; i < Math.min(end, items.length) && by > 0; i += by) found.push(items[i]);
  return found;
}

function passes({ left, operator, right }: Extract<Step, { do: 'filter' }>, item: unknown, data: unknown): boolean {
  const lefts = follow(left, item, data, true);
  if (operator === 'exists') return lefts.length > 0;
  if (lefts.length === 0) return false;
  if (lefts.length > 1) throw new Error('can only compare one element at a time');
  const rights = follow(right, item, data, true);
  if (rights.length === 0) return false;
  const [a] = lefts, [b] = rights;
  switch (operator) {
    case '==': case '=': return a === b;
    case '!=': return a !== b;
    default: {
      if (typeof a !== typeof b) throw new Error('incompatible types for comparison');
      const [x, y] = [a as string, b as string];
      return operator === '<' ? x < y : operator === '>' ? x > y : operator === '<=' ? x <= y : x >= y;
    }
  }
}

/** `metadata.name`, `.metadata.name` and `{.metadata.name}` alike, with braces. */
export function relaxed(expression: string): string {
  if (expression === '') return expression;
  const m = /^\{?\.?([^{}]+?)\}?$/s.exec(expression);
  const balanced = expression.startsWith('{') === expression.endsWith('}');
  if (!m || !balanced) throw new Error(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  return `{.${m[1]}}`;
}
