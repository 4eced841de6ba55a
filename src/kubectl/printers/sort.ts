/** `--sort-by`: objects by a JSONPath, numbers by value, quantities and texts as kubectl compares them. */
import { compareQuantities, parseQuantity } from '../../engine/api/quantity.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { FatalFailure, Failure } from '../failure.ts';
import { evaluate, parseTemplate, relaxed, type Template } from '../text/jsonpath.ts';
import { goSort } from '../text/go-sort.ts';
import type { Table } from './table.ts';

/** What kubectl sorts of a table. */
const TABLE_ROWS = '[][][]reflect.Value';

/** Throws FatalFailure where values have no order. */
export function sortTable(table: Table, sortBy: string): Table {
  const objects = table.rows.map(({ object }) => object as AnyObject);
  return { ...table, rows: order(objects, sortBy, TABLE_ROWS).map((i) => table.rows[i]!) };
}

/** Whether any row has what `--sort-by` names. */
export const canSort = (table: Table, sortBy: string): boolean => {
  try {
    order(table.rows.map(({ object }) => object as AnyObject), sortBy, '');
    return true;
  } catch (error) {
    if (error instanceof Failure && error.message.startsWith("couldn't find")) return false;
    throw error;
  }
};

export const sortValues = (objects: readonly AnyObject[], sortBy: string): AnyObject[] => order(objects, sortBy, '*unstructured.Unstructured').map((i) => objects[i]!);

/** Indexes, as Go's sort leaves what is equal. */
function order(objects: readonly AnyObject[], sortBy: string, sorted: string): number[] {
  let template: Template;
  try {
    template = parseTemplate(relaxed(sortBy));
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
  const keys = objects.map((object) => evaluate(template, object, true)[0]?.[0]);
  if (objects.length > 0 && keys.every((key) => key === undefined)) throw new Failure(`couldn't find any field with path ${JSON.stringify(relaxed(sortBy))} in the list of objects`);
  return goSort(keys.map((_, i) => i), (i, j) => {
    const [a, b] = [keys[i], keys[j]];
    if (a === undefined) return true;
    if (b === undefined) return false;
    if (typeof a === 'object' || typeof a === 'boolean') {
      if (a === null) return b !== null;
      throw new FatalFailure(`Field ${relaxed(sortBy)} in ${sorted} is an unsortable type: interface, err: unsortable type: ${typeof a === 'boolean' ? 'bool' : Array.isArray(a) ? '[]interface {}' : 'map[string]interface {}'}`, sorted === TABLE_ROWS ? 'sorter.go:389' : 'sorter.go:329');
    }
    return b !== null && compare(a, b) < 0;
  });
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [String(a), String(b)];
  if (typeof a === 'string' && parseQuantity(x) && parseQuantity(y)) return compareQuantities(x, y);
  return naturally(x, y);
}

/** Runs of digits by their number. */
function naturally(a: string, b: string): number {
  const chunks = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [x, y] = [chunks(a), chunks(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const p = x[i], q = y[i];
    if (p === undefined || q === undefined) return p === undefined ? -1 : 1;
    if (p === q) continue;
    if (/^\d/.test(p) && /^\d/.test(q)) {
      const difference = Number(p) - Number(q);
      if (difference !== 0) return difference;
      if (p.length !== q.length) return p.length - q.length;
    }
    return p < q ? -1 : 1;
  }
  return 0;
}
