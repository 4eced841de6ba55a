/** How the control plane's processes are, as `/sandbox/v1/components` says; asked while somebody looks. */
import { useEffect, useState } from 'react';
import { call } from './api.ts';

/** One of the answer's `components` (`engine/cluster/component-reports.ts`). `active`: it leads, or needs no leader; `at`: RFC 3339. */
export interface ComponentReport {
  readonly name: string;
  readonly up: boolean;
  readonly active: boolean;
  readonly errors: number;
  readonly lastErrors: readonly { readonly at: string; readonly loop: string; readonly key: string; readonly message: string }[];
}

/** Wall ms between two looks. */
const EVERY_MS = 1500;

let reports: readonly ComponentReport[] = [];
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

async function look(): Promise<void> {
  try {
    const { components } = await call<{ components: ComponentReport[] }>('GET', '/sandbox/v1/components');
    const before = JSON.stringify(reports);
    if (JSON.stringify(components) !== before) { reports = components; for (const listener of listeners) listener(); }
  } catch { /* The cluster is being started, or its API server is down: what was known last stays. */ }
  timer = listeners.size > 0 ? setTimeout(() => void look(), EVERY_MS) : undefined;
}

/** The report of that component; undefined for what is no process, or is not known yet. */
export function useComponent(name: string): ComponentReport | undefined {
  const [report, set] = useState(() => reports.find((r) => r.name === name));
  useEffect(() => {
    const tell = (): void => set(reports.find((r) => r.name === name));
    listeners.add(tell);
    tell();
    timer ??= setTimeout(() => void look(), 0);
    return () => { listeners.delete(tell); };
  }, [name]);
  return report;
}
