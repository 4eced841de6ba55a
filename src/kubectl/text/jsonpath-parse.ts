/**
 * The grammar of kubectl's JSONPath templates (https://kubernetes.io/docs/reference/kubectl/jsonpath/), with its quirks:
 * `$` and `@` stand for the current value, a filter has one operator and at most one quoted text.
 */
export type Step =
  | { readonly do: 'text'; readonly text: string }
  | { readonly do: 'field'; readonly name: string }
  | { readonly do: 'wildcard' | 'descend' }
  | { readonly do: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly by: number | undefined; /** `to` is `from` + 1, for an index alone. */ readonly single: boolean }
  | { readonly do: 'union'; readonly paths: readonly Path[] }
  | { readonly do: 'filter'; readonly left: Path; readonly operator: string; readonly right: Path }
  | { readonly do: 'number'; readonly value: number; readonly float: boolean }
  | { readonly do: 'boolean'; readonly value: boolean }
  /** `range`, `end`; anything else is refused when it is evaluated. */
  | { readonly do: 'word'; readonly word: string };

export type Path = readonly Step[];

/** Text between actions, or what stands in one `{...}`. */
export type Node = { readonly text: string } | { readonly path: Path };

/** Throws an Error with kubectl's words. */
export function parseJsonPath(source: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{', at);
    if (open !== at) nodes.push({ text: source.slice(at, open < 0 ? undefined : open) });
    if (open < 0) break;
    const action = new Action(source, open + 1);
    nodes.push({ path: action.path() });
    at = action.at;
  }
  return nodes;
}

/** A part of an action as if it were one. */
const inner = (text: string): Path => new Action(`{${text}}`, 1).path();

const isSpace = (char: string | undefined): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';
const isTerminator = (char: string | undefined): boolean => char === undefined || isSpace(char) || '.,[]$@{}'.includes(char);
const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{Nd}_]/u.test(char);

class Action {
  at: number;
  readonly #source: string;
  constructor(source: string, at: number) {
    this.#source = source;
    this.at = at;
  }

  /** Up to and with the closing brace. */
  path(): Path {
    const steps: Step[] = [];
    for (;;) {
      const char = this.#source[this.at];
      if (char === '}') { this.at++; return steps; }
      if (this.#source.startsWith('[?(', this.at)) { steps.push(this.#filter()); continue; }
      if (this.#source.startsWith('..', this.at)) {
        if (steps.at(-1)?.do === 'descend') throw new Error('invalid multiple recursive descent');
        this.at += 2;
        steps.push({ do: 'descend' });
        if (isWord(this.#source[this.at])) steps.push(this.#field());
        continue;
      }
      if (char === undefined || char === '\n' || char === '\r') throw new Error('unclosed action');
      if (char === ' ' || char === '@' || char === '$') this.at++;
      else if (char === '[') steps.push(...this.#brackets());
      else if (char === '"' || char === "'") steps.push({ do: 'text', text: this.#quoted(char) });
      else if (char === '.') { this.at++; steps.push(this.#field()); } else if (/[-+\d]/.test(char)) steps.push(this.#number());
      else if (isWord(char)) steps.push(this.#word());
      else throw new Error(`unrecognized character in action: U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
    }
  }

  #word(): Step {
    const start = this.at;
    while (!isTerminator(this.#source[this.at])) this.at++;
    const word = this.#source.slice(start, this.at);
    return word === 'true' || word === 'false' ? { do: 'boolean', value: word === 'true' } : { do: 'word', word };
  }

  #number(): Step {
    const start = this.at;
    if (/[-+]/.test(this.#source[this.at]!)) this.at++;
    while (/[.\d]/.test(this.#source[this.at] ?? '')) this.at++;
    const text = this.#source.slice(start, this.at);
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new Error(`cannot parse number ${text}`);
    return { do: 'number', value: Number(text), float: text.includes('.') };
  }

  #field(): Step {
    let name = '';
    for (; this.at < this.#source.length; this.at++) {
      const char = this.#source[this.at]!;
      if (char === '\\') { name += this.#source[++this.at] ?? ''; continue; }
      if (isTerminator(char)) break;
      name += char;
    }
    return name === '*' ? { do: 'wildcard' } : { do: 'field', name };
  }

  #quoted(quote: string): string {
    const start = this.at++;
    for (; ; this.at++) {
      const char = this.#source[this.at];
      if (char === undefined || char === '\n') throw new Error('unterminated quoted string');
      if (char === quote && this.#source[this.at - 1] !== '\\') break;
    }
    const whole = this.#source.slice(start, ++this.at);
    return whole.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.|$)/gs, (_, escape: string) => {
      if (escape.length === 3) return String.fromCharCode(Number.parseInt(escape.startsWith('x') ? escape.slice(1) : escape, escape.startsWith('x') ? 16 : 8));
      if (escape.length > 3) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
      const plain = escape === quote ? quote : ESCAPES[escape];
      if (plain === undefined) throw new Error(`unquote string ${whole} error invalid syntax`);
      return plain;
    });
  }

  #brackets(): readonly Step[] {
    const start = this.at + 1;
    for (this.at++; this.#source[this.at] !== ']'; this.at++) if (this.at >= this.#source.length || this.#source[this.at] === '\n') throw new Error('unterminated array');
    let text = this.#source.slice(start, this.at++);
    if (text === '*') text = ':';
    const parts = text.split(',');
    if (parts.length > 1) return [{ do: 'union', paths: parts.map((part) => inner(`[${part.replace(/^ +| +$/g, '')}]`)) }];
    const key = /^'([^']*)'$/.exec(text);
    if (key) return inner(`.${key[1]}`);
    const m = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (!m) throw new Error(`invalid array index ${text}`);
    const bound = (part: string): number | undefined => {
      if (part === '') return undefined;
      if (part === '-') throw new Error('array index - is not a number');
      return Number(part);
    };
    return [{ do: 'slice', from: bound(m[1]!), to: m[2] === undefined ? undefined : bound(m[2].slice(1)), by: m[3] === undefined ? undefined : bound(m[3].slice(1)), single: m[2] === undefined }];
  }

  #filter(): Step {
    this.at += 3;
    const start = this.at;
    let quote = '', closed = false;
    for (; ; this.at++) {
      const char = this.#source[this.at];
      if (char === undefined || char === '\n') throw new Error('unterminated filter');
      if (char === '"' || char === "'") {
        if (quote === '') quote = char;
        else if (char === quote && this.#source[this.at - 1] !== '\\') closed = true;
      } else if (char === ')' && (quote !== '') === closed) break;
    }
    const text = this.#source.slice(start, this.at);
    if (this.#source[++this.at] !== ']') throw new Error('unclosed array expect ]');
    this.at++;
    const m = /^([^!<>=]+)([!<>=]+)([^\n]+)$/.exec(text);
    return m ? { do: 'filter', left: inner(m[1]!), operator: m[2]!, right: inner(m[3]!) } : { do: 'filter', left: inner(text), operator: 'exists', right: [] };
  }
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };
