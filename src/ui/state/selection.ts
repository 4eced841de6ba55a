/** What is chosen, under the pointer, and searched for: the same in every view. */
import { create } from 'zustand';

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
}

export const useSelection = create<Selection>(() => ({ selected: undefined, hovered: undefined, search: '', namespace: '' }));

export const select = (ref: Ref | undefined): void => useSelection.setState({ selected: ref });
export const hover = (ref: Ref | undefined): void => { if (!sameRef(useSelection.getState().hovered, ref)) useSelection.setState({ hovered: ref }); };
