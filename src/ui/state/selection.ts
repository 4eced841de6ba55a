/** What is chosen, under the pointer, and searched for: the same in every view. */
import { create } from 'zustand';
import type { State } from '../../bridge/protocol.ts';

/** Names one object. `namespace` is '' for cluster-scoped ones. */
export interface Ref { readonly kind: string; readonly namespace: string; readonly name: string; readonly apiVersion?: string }

export const refKey = (ref: Ref): string => `${ref.kind}/${ref.namespace}/${ref.name}`;
export const sameRef = (a: Ref | undefined, b: Ref | undefined): boolean => a === b || (!!a && !!b && refKey(a) === refKey(b));

export function readRef(key: string): Ref {
  const [kind = '', namespace = '', ...name] = key.split('/');
  return { kind, namespace, name: name.join('/') };
}

interface Selection {
  readonly selected: Ref | undefined;
  readonly hovered: Ref | undefined;
  readonly search: string;
  /** '' = all. */
  readonly namespace: string;
  /** Pods of these states only; none = all. */
  readonly states: readonly State[];
  /** A label selector, as kubectl's `-l`; '' = all. */
  readonly label: string;
}

export const useSelection = create<Selection>(() => ({ selected: undefined, hovered: undefined, search: '', namespace: '', states: [], label: '' }));

export const select = (ref: Ref | undefined): void => useSelection.setState({ selected: ref });
export const hover = (ref: Ref | undefined): void => { if (!sameRef(useSelection.getState().hovered, ref)) useSelection.setState({ hovered: ref }); };
