/**
 * Go's text/template over JSON values, with kubectl's functions (`exists`, `base64decode`).
 * `parseGoTemplate` throws an Error with Go's words.
 */
import { decodeText } from '../../engine/api/base64.ts';
import { goPrintf } from './go-printf.ts';
import { goText } from './go-value.ts';
import { parseNodes, type Control, type Expression, type Operand, type Pipeline, type TemplateNode } from './go-template-parse.ts';

export interface GoTemplate { readonly nodes: readonly TemplateNode[]; readonly defined: ReadonlyMap<string, readonly TemplateNode[]> }

export function parseGoTemplate(source: string): GoTemplate {
  const defined = new Map<string, readonly TemplateNode[]>();
  return { nodes: parseNodes(source, defined), defined };
}

class Break extends Error {}
class Continue extends Error {}

/** What a missing key gives: printed as `<no value>`, false in conditions. */
const NO_VALUE = Symbol('no value');

type Scope = Map<string, unknown>;

export function executeTemplate(template: GoTemplate, data: unknown, allowMissing: boolean): string {
  return new Execution(template, data, allowMissing).run();
}

class Execution {
  #out = '';
  #variables: Scope[];
  readonly #template: GoTemplate;
  readonly #data: unknown;
  readonly #allowMissing: boolean;

  constructor(template: GoTemplate, data: unknown, allowMissing: boolean) {
    this.#template = template;
    this.#data = data;
    this.#allowMissing = allowMissing;
    this.#variables = [new Map([['$', data]])];
  }

  run(): string {
    this.#walk(this.#template.nodes, this.#data);
    return this.#out;
  }

  #walk(nodes: readonly TemplateNode[], dot: unknown): void { for (const node of nodes) this.#node(node, dot); }

  #scoped(run: () => void): void {
    this.#variables.push(new Map());
    try { run(); } finally { this.#variables.pop(); }
  }

  #node(node: TemplateNode, dot: unknown): void {
    switch (node.type) {
      case 'text': this.#out += node.text; return;
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot);
        if (node.pipeline.declare.length === 0) this.#out += shown(value);
        return;
      }
      case 'if': case 'with': return this.#scoped(() => {
        const value = this.#pipeline(node.pipeline, dot);
        if (truth(value)) this.#walk(node.body, node.type === 'with' ? value : dot);
        else this.#walk(node.otherwise, dot);
      });
      case 'range': return this.#scoped(() => this.#range(node, dot));
      case 'template': {
        const body = this.#template.defined.get(node.name);
        if (!body) throw new Error(`template ${JSON.stringify(node.name)} not defined`);
        const value = node.pipeline ? this.#pipeline(node.pipeline, dot) : undefined;
        const saved = this.#variables;
        this.#variables = [new Map([['$', value]])];
        this.#walk(body, value);
        this.#variables = saved;
        return;
      }
      case 'break': throw new Break();
      case 'continue': throw new Continue();
    }
  }

  #range(node: Control, dot: unknown): void {
    const { declare, assign, ...rest } = node.pipeline;
    const value = this.#pipeline({ ...rest, declare: [], assign }, dot);
    const entries: [unknown, unknown][] = Array.isArray(value) ? (value as unknown[]).map((item, i) => [i, item])
      : value !== null && typeof value === 'object' ? Object.keys(value).sort().map((key) => [key, (value as Record<string, unknown>)[key]])
      : typeof value === 'number' ? Array.from({ length: value }, (_, i) => [i, i])
      : value === NO_VALUE || value === null || value === undefined ? [] : this.#fail(`range can't iterate over ${goText(value)}`);
    if (entries.length === 0) return this.#walk(node.otherwise, dot);
    for (const [key, item] of entries) {
      try {
        this.#scoped(() => {
          if (declare.length === 1) this.#set(declare[0]!, item, false);
          if (declare.length === 2) { this.#set(declare[0]!, key, false); this.#set(declare[1]!, item, false); }
          this.#walk(node.body, item);
        });
      } catch (error) {
        if (error instanceof Break) return;
        if (!(error instanceof Continue)) throw error;
      }
    }
  }

  #fail(message: string): never { throw new Error(`template: output:1: executing "output": ${message}`); }

  #set(name: string, value: unknown, assign: boolean): void {
    const scope = assign ? [...this.#variables].reverse().find((one) => one.has(name)) : this.#variables.at(-1);
    (scope ?? this.#variables.at(-1)!).set(name, value);
  }

  #pipeline({ commands, declare, assign }: Pipeline, dot: unknown): unknown {
    let value: unknown;
    commands.forEach((command, i) => { value = this.#command(command, dot, i === 0 ? [] : [value]); });
    for (const name of declare) this.#set(name, value, assign);
    return value;
  }

  #command({ operands }: Expression, dot: unknown, piped: readonly unknown[]): unknown {
    const [first, ...rest] = operands;
    if (first!.type === 'name') return this.#call(first!.name, rest, dot, piped);
    if (rest.length > 0 || piped.length > 0) this.#fail(`can't give argument to non-function ${first!.text}`);
    return this.#operand(first!, dot);
  }

  #operand(operand: Operand, dot: unknown): unknown {
    switch (operand.type) {
      case 'value': return operand.value;
      case 'dot': return this.#fields(dot, operand.fields, operand.text);
      case 'variable': {
        const scope = [...this.#variables].reverse().find((one) => one.has(operand.name));
        if (!scope) throw new Error(`undefined variable ${JSON.stringify(operand.name)}`);
        return this.#fields(scope.get(operand.name), operand.fields, operand.text);
      }
      case 'group': return this.#fields(this.#pipeline(operand.pipeline, dot), operand.fields, operand.text);
      case 'name': return this.#call(operand.name, [], dot, []);
    }
  }

  #fields(start: unknown, fields: readonly string[], text: string): unknown {
    let value = start;
    for (const field of fields) {
      if (value === null || value === undefined || value === NO_VALUE) {
        if (value === NO_VALUE || this.#allowMissing) { if (value === NO_VALUE) return NO_VALUE; }
        throw new Error(`template: output:1:${2 + text.indexOf(field)}: executing "output" at <${text}>: nil pointer evaluating interface {}.${field}`);
      }
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw new Error(`template: output:1:2: executing "output" at <${text}>: can't evaluate field ${field} in type ${Array.isArray(value) ? '[]interface {}' : typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : 'string'}`);
      }
      const object = value as Record<string, unknown>;
      if (!Object.hasOwn(object, field)) {
        if (!this.#allowMissing) throw new Error(`template: output:1:2: executing "output" at <${text}>: map has no entry for key ${JSON.stringify(field)}`);
        value = NO_VALUE;
      } else {
        value = object[field];
      }
    }
    return value;
  }

  #call(name: string, operands: readonly Operand[], dot: unknown, piped: readonly unknown[]): unknown {
    if (name === 'and' || name === 'or') {
      let value: unknown;
      for (const operand of operands) {
        value = this.#operand(operand, dot);
        if (truth(value) === (name === 'or')) return value;
      }
      return piped.length > 0 ? piped[0] : value;
    }
    const args = [...operands.map((operand) => this.#operand(operand, dot)), ...piped];
    const run = FUNCTIONS[name];
    if (!run) throw new Error(`template: output:1: function ${JSON.stringify(name)} not defined`);
    try {
      return run(...args.map((arg) => (arg === NO_VALUE ? undefined : arg)));
    } catch (error) {
      return this.#fail(`error calling ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const shown = (value: unknown): string => (value === NO_VALUE || value === null || value === undefined ? '<no value>' : goText(value));

function truth(value: unknown): boolean {
  if (value === NO_VALUE || value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object') return Object.keys(value).length > 0;
  return Boolean(value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (value !== null && typeof value === 'object') return Object.keys(value).length;
  throw new Error(`len of type ${typeof value}`);
}

function indexed(value: unknown, ...keys: unknown[]): unknown {
  let current = value;
  for (const key of keys) {
    if (current === null || current === undefined) throw new Error('index of untyped nil');
    if (Array.isArray(current)) {
      const i = Number(key);
      if (i < 0 || i >= current.length) throw new Error(`reflect: slice index out of range`);
      current = current[i];
    } else if (typeof current === 'object') {
      current = (current as Record<string, unknown>)[String(key)];
    } else {
      throw new Error(`can't index item of type ${typeof current}`);
    }
  }
  return current;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) throw new Error('incompatible types for comparison');
  const [x, y] = [a as string, b as string];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Go puts spaces between operands when neither is a text. */
const printed = (args: readonly unknown[]): string => args.map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + goText(arg)).join('');

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;' };

const FUNCTIONS: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  not: (value) => !truth(value),
  eq: (a, ...others) => others.some((b) => a === b),
  ne: (a, b) => a !== b,
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
  len: lengthOf,
  index: indexed,
  slice: (value, from = 0, to = undefined) => (value as string | unknown[]).slice(Number(from), to === undefined ? undefined : Number(to)),
  print: (...args) => printed(args),
  println: (...args) => `${args.map(goText).join(' ')}\n`,
  printf: (format, ...args) => goPrintf(String(format), args),
  html: (...args) => printed(args).replace(/[&<>'"]/g, (c) => HTML[c]!),
  js: (...args) => JSON.stringify(printed(args)).slice(1, -1).replaceAll("'", "\\'"),
  urlquery: (...args) => encodeURIComponent(printed(args)).replaceAll('%20', '+'),
  exists: (value, ...keys) => { try { return indexed(value, ...keys) !== undefined; } catch { return false; } },
  base64decode: (value) => {
    const text = decodeText(String(value));
    if (text === undefined) throw new Error(`base64 decode failed: illegal base64 data at input byte 0`);
    return text;
  },
};
