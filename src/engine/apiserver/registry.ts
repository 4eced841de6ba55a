/** Which resources the API server serves, and where each is stored. Custom resources come and go at run time. */
import type { Kind } from '../api/kinds/kind.ts';
import { apiVersionOf, groupResource } from '../api/resource.ts';
import type { TypeSchema } from '../api/schema/schema.ts';
import type { AnyObject } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Store } from '../store/store.ts';
import type { Table } from '../store/table.ts';
import { WatchHub } from './watch.ts';

export interface Registration {
  readonly kind: Kind;
  /** Of the stored version: `apps/v1`. */
  readonly apiVersion: string;
  readonly table: Table;
  readonly hub: WatchHub;
  /** For custom resources: the schema of a served version. Built-in kinds have theirs in `api/schema`. */
  readonly schemaOf?: (version: string) => TypeSchema | undefined;
  /** For custom resources: a stored object as its version's schema shows it now. */
  readonly read?: (object: AnyObject, version: string | undefined) => AnyObject;
  /** For custom resources: their definition is being deleted, and nothing new may be made. */
  readonly terminating?: boolean;
  /** For custom resources: prunes, defaults and checks a decoded object against its version's structural schema. */
  readonly decode?: (object: AnyObject, version: string, mode: 'Strict' | 'Warn' | 'Ignore') => { object: AnyObject; warnings: string[] };
}

/** Fields that watches are indexed by: a kubelet follows only the pods of its node. */
const INDEXED: Record<string, { label: string; value: (object: AnyObject) => string }> = {
  pods: { label: 'spec.nodeName', value: (o) => (o as { spec?: { nodeName?: string } }).spec?.nodeName ?? '' },
};

export class Registry {
  #byResource = new Map<string, Registration>();
  #byTable = new Map<Table, Registration>();
  #listeners: ((registration: Registration, added: boolean) => void)[] = [];

  constructor(private readonly kernel: Kernel, private readonly store: Store) {}

  register(kind: Kind, custom: Pick<Registration, 'schemaOf' | 'decode' | 'read' | 'terminating'> = {}): Registration {
    const id = groupResource(kind.resource);
    const old = this.#byResource.get(id);
    const table = this.store.table(id);
    const registration: Registration = { kind, apiVersion: apiVersionOf(kind.resource), table, hub: (old ?? this.#byTable.get(table))?.hub ?? new WatchHub(this.kernel, INDEXED[id]?.value), ...custom };
    this.#byResource.set(id, registration);
    this.#byTable.set(table, registration);
    for (const listener of this.#listeners) listener(registration, true);
    return registration;
  }

  unregister(id: string): void {
    const registration = this.#byResource.get(id);
    if (!registration) return;
    this.#byResource.delete(id);
    for (const listener of this.#listeners) listener(registration, false);
  }

  find(id: string): Registration | undefined { return this.#byResource.get(id); }
  all(): IterableIterator<Registration> { return this.#byResource.values(); }
  hubOf(table: Table): WatchHub { return this.#byTable.get(table)!.hub; }
  indexedField(id: string): { label: string; value: (object: AnyObject) => string } | undefined { return INDEXED[id]; }

  /** Told of each registration from now on (custom resources), and of each that ends. */
  onChange(listener: (registration: Registration, added: boolean) => void): void { this.#listeners.push(listener); }
}
