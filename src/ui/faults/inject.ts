/** Makes a Fault object: breaking things goes through the API server as everything does. */
import { call } from '../state/api.ts';
import { noteUndo } from '../state/undo.ts';
import { heal } from './heal.ts';
import type { AnyObject } from '../../engine/api/types.ts';

export interface FaultSpec {
  readonly type: string;
  readonly target?: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly selector?: unknown;
  readonly mode?: string;
  readonly value?: number;
  /** A Go duration: it strikes so long from now. */
  readonly delay?: string;
  /** A Go duration: `30s`. */
  readonly duration?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

const PATH = '/apis/sandbox.bottleship.dev/v1alpha1/faults';

export async function inject(spec: FaultSpec): Promise<AnyObject> {
  const about = (spec.target?.name ?? 'many').slice(0, 40);
  const prefix = `${spec.type.replace(/[A-Z]/g, (c, i: number) => (i ? '-' : '') + c.toLowerCase())}-${about}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  const fault = await call('POST', PATH, { apiVersion: 'sandbox.bottleship.dev/v1alpha1', kind: 'Fault', metadata: { generateName: `${prefix}-` }, spec });
  noteUndo(`${spec.type} on ${spec.target?.name ?? 'several'}`, () => heal(fault.metadata.name!));
  return fault;
}
