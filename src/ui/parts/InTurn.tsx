import type { ReactNode } from 'react';
import { useTurn, type Turn } from '../state/turns.ts';

/** A pane; until its turn at the page's start its empty frame stands there. */
export function InTurn({ name, children }: { name: Exclude<Turn, 'Stage'>; children: ReactNode }) {
  const mine = useTurn(name);
  if (mine) return children;
  return (
    <section className="region" aria-label={name} aria-busy="true">
      <header className="region-head">{name !== 'Cluster graph' && <h2>{name}</h2>}</header>
      <div className="region-body" />
    </section>
  );
}
