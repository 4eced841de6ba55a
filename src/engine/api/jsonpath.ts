/**
 * One JSONPath expression in Kubernetes' dialect (https://kubernetes.io/docs/reference/kubectl/jsonpath/), without the
 * braces: `.status.conditions[?(@.type=="Ready")].status`. Templates with text and `range` are kubectl's.
 */

/** Values found, in order; a missing key finds nothing. */
export type JsonPath = (value: unknown) => unknown[];

type Step = (values: readonly unknown[]) => unknown[];

/** Throws an Error with the place when `expression` is none. */
export function compileJsonPath(expression: string): JsonPath {
  const parser = new Parser(expression);
  const steps = parser.steps();
  parser.expectEnd();
  return (value) => run(steps, value);
}

/** As a Go template prints a found value: text bare, objects and lists as JSON. */
export function jsonPathText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const run = (steps: readonly Step[], value: unknown): unknown[] => {
  let values: unknown[] = [value];
  for (const step of steps) values = step(values);
  return values;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const children = (value: unknown): unknown[] => (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []);

const field = (name: string): Step => (values) => values.flatMap((v) => (isObject(v) && Object.hasOwn(v, name) ? [v[name]] : []));

const wildcard: Step = (values) => values.flatMap(children);

const descendants: Step = (values) => values.flatMap(function all(value: unknown): unknown[] { return [value, ...children(value).flatMap(all)]; });

const slice = (from: number | undefined, to: number | undefined, by: number): Step => (values) => values.flatMap((value) => {
  if (!Array.isArray(value)) return [];
  const at = (n: number): number => (n < 0 ? n + value.length : n);
  const end = Math.min(to === undefined ? value.length : at(to), value.length);
  const found: unknown[] = [];
  for (let i = from === undefined ? 0 : at(from); i >= 0 && i < end; i += by) found.push(value[i]);
  return found;
});

const index = (n: number): Step => (values) => values.flatMap((value) => {
  if (!Array.isArray(value)) return [];
  const i = n < 0 ? n + value.length : n;
  return i >= 0 && i < value.length ? [value[i]] : [];
});

type Operand = (item: unknown) => unknown[];

const COMPARE: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => typeof a === typeof b && (a as number) < (b as number),
  '<=': (a, b) => typeof a === typeof b && (a as number) <= (b as number),
  '>': (a, b) => typeof a === typeof b && (a as number) > (b as number),
  '>=': (a, b) => typeof a === typeof b && (a as number) >= (b as number),
};

class Parser {
  readonly #text: string;
  #at = 0;
  constructor(text: string) { this.#text = text; }

  steps(): Step[] {
    const steps: Step[] = [];
    if (this.#peek() === '$' || this.#peek() === '@') this.#at++;
    for (;;) {
      if (this.#take('..')) {
        steps.push(descendants);
        if (this.#peek() !== '[') steps.push(this.#name());
      } else if (this.#take('.')) {
        if (this.#peek() === '[' || this.#done()) continue;
        steps.push(this.#name());
      } else if (this.#take('[')) steps.push(this.#bracket());
      else return steps;
    }
  }

  expectEnd(): void {
    if (!this.#done()) throw new Error(`unexpected ${JSON.stringify(this.#peek())} at ${this.#at} in ${JSON.stringify(this.#text)}`);
  }

  #done(): boolean { return this.#at >= this.#text.length; }
  #peek(): string { return this.#text[this.#at] ?? ''; }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #spaces(): void { while (this.#peek() === ' ') this.#at++; }

  /** A field's name; `\.` is a dot in it. */
  #name(): Step {
    if (this.#take('*')) return wildcard;
    let name = '';
    for (; !this.#done(); this.#at++) {
      let c = this.#peek();
      if (c === '\\') c = this.#text[++this.#at] ?? '';
      else if ('.[]()=<>! ,'.includes(c)) break;
      name += c;
    }
    if (!name) throw new Error(`unrecognized character in ${JSON.stringify(this.#text)} at ${this.#at}`);
    return field(name);
  }

  #bracket(): Step {
    this.#spaces();
    if (this.#take('?(')) return this.#filter();
    const union: Step[] = [];
    do {
      this.#spaces();
      union.push(this.#selector());
      this.#spaces();
    } while (this.#take(','));
    this.#close(']', 'unterminated array');
    return union.length === 1 ? union[0]! : (values) => values.flatMap((value) => union.flatMap((step) => step([value])));
  }

  #selector(): Step {
    if (this.#take('*')) return wildcard;
    const quote = this.#peek();
    if (quote === "'" || quote === '"') return field(this.#string());
    const from = this.#integer();
    if (!this.#take(':')) {
      if (from === undefined) throw new Error(`invalid array index in ${JSON.stringify(this.#text)} at ${this.#at}`);
      return index(from);
    }
    const to = this.#integer();
    return slice(from, to, (this.#take(':') ? this.#integer() : undefined) ?? 1);
  }

  #filter(): Step {
    const left = this.#operand();
    this.#spaces();
    const operator = ['==', '!=', '<=', '>=', '<', '>'].find((token) => this.#take(token));
    const right = operator ? this.#operand() : undefined;
    this.#spaces();
    this.#close(')]', 'unterminated filter');
    const holds = (item: unknown): boolean => {
      const found = left(item);
      if (!operator || !right) return found.length > 0;
      const other = right(item);
      return found.length > 0 && other.length > 0 && COMPARE[operator]!(found[0], other[0]);
    };
    return (values) => values.flatMap((value) => (Array.isArray(value) ? value : isObject(value) ? [value] : []).filter(holds));
  }

  #operand(): Operand {
    this.#spaces();
    const c = this.#peek();
    if (c === '@' || c === '$' || c === '.') {
      const steps = this.steps();
      return (item) => run(steps, item);
    }
    if (c === '"' || c === "'") {
      const text = this.#string();
      return () => [text];
    }
    const word = /^[-+\w.]+/.exec(this.#text.slice(this.#at))?.[0];
    if (!word) throw new Error(`unrecognized character in ${JSON.stringify(this.#text)} at ${this.#at}`);
    this.#at += word.length;
    const constant = word === 'true' ? true : word === 'false' ? false : word === 'null' ? null : Number(word);
    return () => [constant];
  }

  #string(): string {
    const quote = this.#text[this.#at++]!;
    let text = '';
    for (; this.#peek() !== quote; this.#at++) {
      if (this.#done()) throw new Error(`unterminated quoted string in ${JSON.stringify(this.#text)}`);
      if (this.#peek() === '\\') this.#at++;
      text += this.#peek();
    }
    this.#at++;
    return text;
  }

  #integer(): number | undefined {
    const digits = /^-?\d+/.exec(this.#text.slice(this.#at))?.[0];
    if (digits === undefined) return undefined;
    this.#at += digits.length;
    return Number(digits);
  }

  #close(token: string, complaint: string): void {
    if (!this.#take(token)) throw new Error(`${complaint} in ${JSON.stringify(this.#text)}`);
  }
}
