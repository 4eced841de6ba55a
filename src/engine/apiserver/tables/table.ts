/**
 * What `kubectl get` shows: a kind's printer columns and the cells of one object. One file a kind or a small group of
 * kinds; `index.ts` lists them and makes the `Table` (https://kubernetes.io/docs/reference/using-api/api-concepts/).
 */
import type { ObjectMeta } from '../../api/types.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0 = always shown, 1 = only with `-o wide`. */
  readonly priority: number;
}

export type Cell = string | number | boolean | null;

export interface TableRowCondition { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }

export interface TableDefinition<T = unknown> {
  readonly columns: readonly TableColumn[];
  /** One cell a column. `nowMs` is the virtual instant ages are relative to. */
  cells(object: T, nowMs: number): Cell[];
  conditions?(object: T): readonly TableRowCondition[] | undefined;
}

/** Only for the type checker: keeps `T` while lists hold `TableDefinition`. */
export const defineTable = <T extends { metadata: ObjectMeta }>(definition: TableDefinition<T>): TableDefinition => definition as unknown as TableDefinition;

export const column = (name: string, type: string, description: string): TableColumn => ({ name, type, format: '', description, priority: 0 });
export const wide = (name: string, type: string, description: string): TableColumn => ({ name, type, format: '', description, priority: 1 });

export const NAME: TableColumn = {
  name: 'Name', type: 'string', format: 'name',
  description: 'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};

const CREATION_TIMESTAMP = 'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

export const AGE = column('Age', 'string', CREATION_TIMESTAMP);
export const CREATED_AT = column('Created At', 'date', CREATION_TIMESTAMP);

export const CONTAINERS = wide('Containers', 'string', 'Names of each container in the template.');
export const IMAGES = wide('Images', 'string', 'Images referenced by each container in the template.');
