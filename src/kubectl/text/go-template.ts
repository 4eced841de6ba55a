/**
 * Go's text/template over JSON values, with kubectl's functions (`exists`, `base64decode`).
 * `parseGoTemplate` and `executeTemplate` throw an Error with Go's words.
 */
import { FUNCTIONS, truth } from './go-template-functions.ts';
import { parseNodes, type Control, type Expression, type Operand, type Pipeline, type TemplateNode } from './go-template-parse.ts';
import { goTypeName, GoNumber, plain } from './go-types.ts';
import { goText } from './go-value.ts';

export interface GoTemplate { readonly source: string; readonly nodes: readonly TemplateNode[]; readonly defined: ReadonlyMap<string, readonly TemplateNode[]> }

const NAMES: ReadonlySet<string> = new Set(['and', 'call', 'or', ...Object.keys(FUNCTIONS)]);

export function parseGoTemplate(source: string): GoTemplate {
  const defined = new Map<string, readonly TemplateNode[]>();
  return { source, nodes: parseNodes(source, { functions: NAMES, defined }), defined };
}

class Break extends Error {}
class Continue extends Error {}
/** The template failed; what it had written goes before the error. */
export class ExecutionError extends Error {
  readonly written: string;
  constructor(message: string, written: string) {
    super(message);
    this.written = written;
  }
}

/** What a missing key gives: printed as `<no value>`, false in conditions. */
const NO_VALUE = Symbol('no value');

type Scope = Map<string, unknown>;

/** Throws ExecutionError. */
export const executeTemplate = (template: GoTemplate, data: unknown, allowMissing: boolean): string => new Execution(template, data, allowMissing).run();

class Execution {
  #out = '';
  #variables: Scope[];
  /** What errors are told about: the node that was looked at last. */
  #node: { readonly at: number; readonly text: string } = { at: 0, text: '' };
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

  #fail(message: string): never {
    const { at, text } = this.#node;
    const before = this.#template.source.slice(0, at);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    throw new ExecutionError(`template: output:${before.split('\n').length}:${new TextEncoder().encode(line).length}: executing "output" at <${text}>: ${message}`, this.#out);
  }

  #walk(nodes: readonly TemplateNode[], dot: unknown): void { for (const node of nodes) this.#visit(node, dot); }

  #scoped(run: () => void): void {
    this.#variables.push(new Map());
    try { run(); } finally { this.#variables.pop(); }
  }

  #visit(node: TemplateNode, dot: unknown): void {
    switch (node.type) {
      case 'text': this.#out += node.text; return;
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot);
        if (node.pipeline.declare.length === 0) this.#out += shown(value);
        return;
      }
      case 'if': case 'with': return this.#scoped(() => {
        const value = this.#pipeline(node.pipeline, dot);
        if (truth(given(value))) this.#walk(node.body, node.type === 'with' ? value : dot);
        else this.#walk(node.otherwise, dot);
      });
      case 'range': return this.#scoped(() => this.#range(node, dot));
      case 'template': {
        this.#node = node;
        const body = this.#template.defined.get(node.name);
        if (!body) this.#fail(`template ${JSON.stringify(node.name)} not defined`);
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
    const { declare } = node.pipeline;
    const value = plain(given(this.#pipeline({ ...node.pipeline, declare: [] }, dot)));
    const entries: [unknown, unknown][] = Array.isArray(value) ? (value as unknown[]).map((item, i) => [new GoNumber(i, 'int'), item])
      : value !== null && typeof value === 'object' ? Object.keys(value).sort().map((key) => [key, (value as Record<string, unknown>)[key]])
      : typeof value === 'number' && Number.isInteger(value) ? Array.from({ length: Math.max(0, value) }, (_, i) => [new GoNumber(i, 'int'), new GoNumber(i, 'int')])
      : value === null || value === undefined ? [] : this.#fail(`range can't iterate over ${goText(value)}`);
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

  #set(name: string, value: unknown, assign: boolean): void {
    const scope = assign ? [...this.#variables].reverse().find((one) => one.has(name)) : this.#variables.at(-1);
    (scope ?? this.#variables.at(-1)!).set(name, value);
  }

  #pipeline(pipeline: Pipeline, dot: unknown): unknown {
    const { commands, declare, assign } = pipeline;
    this.#node = pipeline;
    let value: unknown;
    commands.forEach((command, i) => { value = this.#command(command, dot, i === 0 ? [] : [value]); });
    for (const name of declare) this.#set(name, value, assign);
    return value;
  }

  #command(command: Expression, dot: unknown, piped: readonly unknown[]): unknown {
    const [first, ...rest] = command.operands;
    if (first!.type === 'name') return this.#call(command, first!.name, rest, dot, piped);
    this.#node = first!;
    const withArguments = rest.length > 0 || piped.length > 0;
    const isField = (first!.type === 'dot' || first!.type === 'group') && first!.fields.length > 0;
    if (withArguments && isField) return this.#operand(first!, dot, true);
    if (withArguments) this.#fail(`can't give argument to non-function ${first!.text}`);
    if (first!.type === 'nil') this.#fail('nil is not a command');
    return this.#operand(first!, dot);
  }

  #operand(operand: Operand, dot: unknown, called = false): unknown {
    this.#node = operand;
    switch (operand.type) {
      case 'value': return operand.value;
      case 'nil': return undefined;
      case 'dot': return this.#fields(dot, operand, called);
      case 'variable': return this.#fields([...this.#variables].reverse().find((one) => one.has(operand.name))?.get(operand.name), operand, called);
      case 'group': {
        const value = this.#pipeline(operand.pipeline, dot);
        if (operand.fields.length > 0) this.#node = operand;
        return this.#fields(value, operand, called);
      }
      case 'name': return this.#call({ operands: [operand], at: operand.at, text: operand.text }, operand.name, [], dot, []);
    }
  }

  #fields(start: unknown, { fields }: { readonly fields: readonly string[] }, called: boolean): unknown {
    let value = start;
    for (const [i, field] of fields.entries()) {
      if (value === NO_VALUE || value === undefined) {
        if (!this.#allowMissing) this.#fail(`nil data; no entry for key ${JSON.stringify(field)}`);
        return NO_VALUE;
      }
      if (value === null) this.#fail(`nil pointer evaluating interface {}.${field}`);
      if (called && i === fields.length - 1 && typeof value === 'object' && !Array.isArray(value)) this.#fail(`${field} is not a method but has arguments`);
      if (typeof value !== 'object' || Array.isArray(value) || value instanceof GoNumber) this.#fail(`can't evaluate field ${field} in type ${i > 0 ? 'interface {}' : goTypeName(value)}`);
      const object = value as Record<string, unknown>;
      if (Object.hasOwn(object, field)) value = object[field];
      else if (this.#allowMissing) value = NO_VALUE;
      else this.#fail(`map has no entry for key ${JSON.stringify(field)}`);
    }
    return value;
  }

  #call(command: Expression, name: string, operands: readonly Operand[], dot: unknown, piped: readonly unknown[]): unknown {
    this.#node = command.operands[0]!;
    const count = operands.length + piped.length;
    if (name === 'and' || name === 'or') {
      if (count === 0) this.#fail(`wrong number of args for ${name}: want at least 1 got 0`);
      let value: unknown;
      for (const operand of operands) {
        value = this.#operand(operand, dot);
        if (truth(given(value)) === (name === 'or')) return value;
      }
      return piped.length > 0 ? piped[0] : value;
    }
    const { least, most, run, texts } = name === 'call' ? { least: 1, most: Infinity, run: undefined, texts: false } : { texts: false, ...FUNCTIONS[name]! };
    if (count < least && most === Infinity) this.#fail(`wrong number of args for ${name}: want at least ${least} got ${operands.length}`);
    if (count < least || count > most) this.#fail(`wrong number of args for ${name}: want ${least} got ${count}`);
    const args = [...operands.map((operand) => this.#operand(operand, dot)), ...piped].map(given);
    if (piped.length > 0 && operands.length === 0) this.#node = command.operands[0]!;
    for (const arg of texts ? args : []) {
      if (arg === undefined || arg === null) this.#fail('invalid value; expected string');
      if (typeof arg !== 'string') this.#fail(`wrong type for value; expected string; got ${goTypeName(arg)}`);
    }
    this.#node = command;
    try {
      if (!run) throw new Error(`non-function ${operands[0]!.text} of type ${goTypeName(args[0])}`);
      return run(...args);
    } catch (error) {
      return this.#fail(`error calling ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const given = (value: unknown): unknown => (value === NO_VALUE ? undefined : value);
const shown = (value: unknown): string => (value === NO_VALUE || value === null || value === undefined ? '<no value>' : goText(plain(value)));
