/**
 * kubectl's JSONPath templates (https://kubernetes.io/docs/reference/kubectl/jsonpath/): text with `{...}` actions, `range`
 * and `end`. `parseTemplate` throws an Error with kubectl's words; a template gives groups of values, one an action.
 */
import { goText } from './go-value.ts';
import { parseJsonPath, type Node, type Path, type Step } from './jsonpath-parse.ts';

export interface Template { readonly source: string; readonly nodes: readonly Node[] }

export const parseTemplate = (source: string): Template => ({ source, nodes: parseJsonPath(source) });

/** Values of each action, in order; text is a group of one. Throws an Error for a missing key unless `allowMissing`. */
export const evaluate = (template: Template, data: unknown, allowMissing: boolean): (readonly unknown[])[] => new Evaluation(template.nodes, allowMissing).run(data, 0).groups;

/** A number with a point in the template: never equal to a whole one of the data, as Go's types differ. */
class Float {
  readonly value: number;
  constructor(value: number) { this.value = value; }
}

class Evaluation {
  readonly #nodes: readonly Node[];
  readonly #allowMissing: boolean;
  /** How many ranges the walk is in. */
  #depth = 0;
  #begun = false;
  #ended = false;

  constructor(nodes: readonly Node[], allowMissing: boolean) {
    this.#nodes = nodes;
    this.#allowMissing = allowMissing;
  }

  /** From a node on, to the `end` of the range that the walk is in; `at` is that node, or the number of nodes. */
  run(data: unknown, first: number): { groups: (readonly unknown[])[]; at: number } {
    const groups: (readonly unknown[])[] = [];
    for (let i = first; i < this.#nodes.length; i++) {
      const node = this.#nodes[i]!;
      if ('text' in node) { groups.push([node.text]); continue; }
      const values = this.follow(node.path, [data]);
      if (this.#ended) {
        this.#ended = false;
        return { groups, at: i };
      }
      if (!this.#begun) { groups.push(values.map((value) => (value instanceof Float ? value.value : value))); continue; }
      this.#begun = false;
      this.#depth++;
      let end = this.#nodes.length;
      // A range over nothing is walked once, to find its end.
      if (values.length === 0) ({ at: end } = this.run(undefined, i + 1));
      for (const value of values) {
        const inside = this.run(value, i + 1);
        groups.push(...inside.groups);
        end = inside.at;
      }
      this.#depth--;
      // Without an end, what follows is walked again outside.
      if (end < this.#nodes.length) i = end;
    }
    return { groups, at: this.#nodes.length };
  }

  follow(path: Path, input: readonly unknown[]): readonly unknown[] {
    let values = input;
    for (const step of path) values = this.#take(step, values);
    return values;
  }

  #take(step: Step, values: readonly unknown[]): readonly unknown[] {
    switch (step.do) {
      case 'text': return [step.text];
      case 'number': return values.map(() => (step.float ? new Float(step.value) : step.value));
      case 'boolean': return values.map(() => step.value);
      case 'wildcard': return values.flatMap(childrenOf);
      case 'descend': return values.flatMap(descend);
      case 'union': return step.paths.flatMap((path) => this.follow(path, values));
      case 'field': return this.#field(step.name, values);
      case 'slice': return values.flatMap((value) => sliced(step, value));
      case 'filter': return values.flatMap((value) => this.#filtered(step, value));
      case 'word': return this.#word(step.word, values);
    }
  }

  #word(word: string, values: readonly unknown[]): readonly unknown[] {
    if (word === 'range') {
      this.#begun = true;
      return values;
    }
    if (word !== 'end') throw new Error(`unrecognized identifier ${word}`);
    if (this.#depth === 0) throw new Error('not in range, nothing to end');
    this.#ended = true;
    return [];
  }

  #field(name: string, values: readonly unknown[]): unknown[] {
    if (values.length === 0) return [];
    const found = values.flatMap((value) => (isFields(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : []));
    if (found.length === 0 && !this.#allowMissing) throw new Error(`${name} is not found`);
    return found;
  }

  #filtered({ left, operator, right }: Extract<Step, { do: 'filter' }>, value: unknown): unknown[] {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) throw new Error(`${goText(value)} is not array or slice and cannot be filtered`);
    return (value as unknown[]).filter((item) => {
      if (operator === 'exists') {
        try { return this.follow(left, [item]).length > 0; } catch { return false; }
      }
      const lefts = this.follow(left, [item]);
      if (lefts.length === 0) return false;
      const rights = lefts.length > 1 ? lefts : this.follow(right, [item]);
      if (rights.length > 1) throw new Error('can only compare one element at a time');
      return rights.length === 1 && compared(lefts[0], operator, rights[0]);
    });
  }
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Go's maps have no order: here they are sorted. A text is made of its bytes. */
const childrenOf = (value: unknown): unknown[] => {
  if (typeof value === 'string') return [...new TextEncoder().encode(value)];
  return Array.isArray(value) ? (value as unknown[]) : isFields(value) ? Object.keys(value).sort().map((key) => value[key]) : [];
};

/** The value and all below it that has something in it. */
function descend(value: unknown): unknown[] {
  const children = childrenOf(value);
  if (children.length === 0) return [];
  return typeof value === 'string' ? [value] : [value, ...children.flatMap(descend)];
}

/** Go's name of a value's type. */
const goType = (value: unknown): string => (typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : 'map[string]interface {}');

function sliced({ from = 0, to, by, single }: Extract<Step, { do: 'slice' }>, value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${goType(value)} is not array or slice`);
  const { length } = value;
  const first = from < 0 ? from + length : from;
  const wanted = single ? from + 1 : to ?? length;
  const end = wanted < 0 || (wanted === 0 && single) ? wanted + length : wanted;
  if (first === end) return [];
  if (first >= length || first < 0) throw new Error(`array index out of bounds: index ${first}, length ${length}`);
  if (end > length || end < 0) throw new Error(`array index out of bounds: index ${end - 1}, length ${length}`);
  if (first > end) throw new Error(`starting index ${first} is greater than ending index ${end}`);
  if (by !== undefined && by <= 0) throw new Error('step must be > 0');
  return (value as unknown[]).slice(first, end).filter((_, i) => i % (by ?? 1) === 0);
}

function kindOf(value: unknown): string {
  if (value instanceof Float) return 'float';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value !== 'string' && typeof value !== 'boolean') throw new Error('invalid type for comparison');
  return typeof value;
}

function compared(left: unknown, operator: string, right: unknown): boolean {
  if (!['<', '>', '==', '!=', '<=', '>='].includes(operator)) throw new Error(`unrecognized filter operator ${operator}`);
  const [kind, other] = [kindOf(left), kindOf(right)];
  if (kind !== other) throw new Error('incompatible types for comparison');
  const [a, b] = [left, right].map((value) => (value instanceof Float ? value.value : value)) as [string, string];
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (kind === 'boolean') throw new Error('invalid type for comparison');
  return operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
}

/** `metadata.name`, `.metadata.name` and `{.metadata.name}` alike, with braces. */
export function relaxed(expression: string): string {
  if (expression === '') return expression;
  const m = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!m) throw new Error(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  return `{.${m[1] ?? m[2]}}`;
}
