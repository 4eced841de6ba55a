import { humanDuration } from '../../api/human-duration.ts';
import { compileJsonPath, jsonPathText, type JsonPath } from '../../api/jsonpath.ts';
import type { PrinterColumn } from '../../api/kinds/kind.ts';
import type { AnyObject } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';
import { AGE, defineTable, NAME, type Cell, type TableColumn, type TableDefinition } from './table.ts';

const AGE_ONLY: readonly PrinterColumn[] = [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: AGE.description }];

/** Columns of a custom resource; without any of its own it shows its age. */
export function customResourceTable(printerColumns: readonly PrinterColumn[] | undefined): TableDefinition {
  const additional = printerColumns?.length ? printerColumns : AGE_ONLY;
  const paths = additional.map((column) => pathOf(column.jsonPath));
  return defineTable<AnyObject>({
    columns: [NAME, ...additional.map(headerOf)],
    cells: (object, nowMs) => [object.metadata.name ?? '', ...additional.map((column, i) => cellOf(column.type, paths[i]!(object), nowMs))],
  });
}

/** A path that does not parse finds nothing: validation of the definition reports it. */
function pathOf(text: string): JsonPath {
  try {
    return compileJsonPath(text);
  } catch {
    return () => [];
  }
}

const headerOf = (column: PrinterColumn): TableColumn => ({
  name: column.name, type: column.type, format: column.format ?? '',
  description: column.description || `Custom resource definition column (in JSONPath format): ${column.jsonPath}`, priority: column.priority ?? 0,
});

function cellOf(type: string, found: readonly unknown[], nowMs: number): Cell {
  const value = found[0];
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'string': return jsonPathText(value);
    case 'integer': return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number': return typeof value === 'number' ? value : null;
    case 'boolean': return typeof value === 'boolean' ? value : null;
    case 'date': {
      if (typeof value !== 'string') return null;
      const ms = parseTime(value);
      return ms !== ms ? '<invalid>' : humanDuration(nowMs - ms);
    }
    default: return null;
  }
}
