/**
 * `Table` answers of the API server. Start at `tableFor`; `table.ts` says what a definition is.
 *
 * A kind without a definition gets Name and Created At, as on the real server; a custom resource gets its
 * `additionalPrinterColumns` (`custom-resources.ts`).
 */
import { groupResource } from '../../api/resource.ts';
import type { AnyObject, ApiObject, ObjectMeta } from '../../api/types.ts';
import { accessTables } from './access.ts';
import { admissionTables } from './admission.ts';
import { autoscalingTables } from './autoscaling.ts';
import { batchTables } from './batch.ts';
import { configTables } from './config.ts';
import { controlPlaneTables } from './control-plane.ts';
import { deviceTables } from './devices.ts';
import { eventTables } from './events.ts';
import { networkingTables } from './networking.ts';
import { nodeTables } from './nodes.ts';
import { podTables } from './pods.ts';
import { policyTables } from './policy.ts';
import { serviceTables } from './services.ts';
import { storageTables } from './storage.ts';
import { CREATED_AT, defineTable, NAME, type Cell, type TableColumn, type TableDefinition, type TableRowCondition } from './table.ts';
import { workloadTables } from './workloads.ts';

export type { Cell, TableColumn, TableDefinition, TableRowCondition } from './table.ts';
export { customResourceTable } from './custom-resources.ts';
export { scaleTable } from './scale.ts';

const LIST = [
  ...podTables, ...workloadTables, ...batchTables, ...nodeTables, ...serviceTables, ...networkingTables, ...configTables, ...eventTables, ...storageTables,
  ...accessTables, ...policyTables, ...autoscalingTables, ...admissionTables, ...controlPlaneTables, ...deviceTables,
] as const;

const TABLES = new Map<string, TableDefinition>(LIST.map(([resource, definition]) => [groupResource(resource), definition]));

export const defaultTable = defineTable<{ metadata: ObjectMeta }>({
  columns: [NAME, CREATED_AT],
  cells: (object) => [object.metadata.name ?? '', object.metadata.creationTimestamp ?? null],
});

export const tableDefinition = (resource: { group: string; resource: string }): TableDefinition => TABLES.get(groupResource(resource)) ?? defaultTable;

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface PartialObjectMetadata { kind: 'PartialObjectMetadata'; apiVersion: 'meta.k8s.io/v1'; metadata: ObjectMeta }

export interface TableRow {
  cells: Cell[];
  conditions?: readonly TableRowCondition[];
  object: ApiObject | PartialObjectMetadata | null;
}

export interface Table {
  kind: 'Table';
  apiVersion: 'meta.k8s.io/v1';
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  columnDefinitions: readonly TableColumn[];
  rows: TableRow[];
}

export const partialMetadata = (object: ApiObject): PartialObjectMetadata => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata ?? {} });

/** The `Table` of some objects. Columns of `definition` when given, else those of the resource. */
export function tableFor(
  resource: { group: string; resource: string }, objects: readonly AnyObject[], nowMs: number,
  options: { includeObject?: IncludeObject; definition?: TableDefinition; metadata?: Table['metadata'] } = {},
): Table {
  const definition = options.definition ?? tableDefinition(resource);
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: options.metadata ?? {}, columnDefinitions: definition.columns,
    rows: objects.map((object) => tableRow(definition, object, nowMs, options.includeObject ?? 'Metadata')),
  };
}

function tableRow(definition: TableDefinition, object: AnyObject, nowMs: number, includeObject: IncludeObject): TableRow {
  const conditions = definition.conditions?.(object);
  const cells = definition.cells(object, nowMs);
  const shown = includeObject === 'Object' ? object : includeObject === 'Metadata' ? partialMetadata(object) : null;
  return conditions ? { cells, conditions, object: shown } : { cells, object: shown };
}
