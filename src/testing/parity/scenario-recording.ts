/** The recorded sessions with a real cluster, as their files say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AnyObject } from '../../engine/api/types.ts';

export interface RecordedStep {
  readonly n: number;
  /** Seconds since the first step; closing steps have none. */
  readonly t?: number;
  readonly tEnd?: number;
  readonly cmd?: string;
  readonly rc?: number | null;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly as?: string;
  readonly sleep?: number;
  readonly http?: { readonly method: string; readonly path: string; readonly body?: unknown; readonly contentType?: string; readonly accept?: string };
  readonly response?: { readonly code: number; readonly body: unknown };
  readonly node?: 'stop' | 'start';
  readonly name?: string;
  readonly background?: string;
  readonly backgroundStopped?: string;
}

/** Objects that a step changed, as they stood at its end. */
export interface RecordedState { readonly step: number; readonly changed: readonly AnyObject[]; readonly removed: readonly string[] }

export interface RecordedWrite {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly name: string;
  readonly by?: readonly string[];
  readonly diff?: readonly { readonly path: string }[];
  readonly object?: AnyObject;
}

export interface RecordedEvent {
  readonly op: 'ADDED' | 'MODIFIED';
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number | null;
  readonly component: string;
  readonly reportingComponent?: string;
  readonly object: { readonly kind: string; readonly name: string };
}

export interface Recording {
  readonly name: string;
  readonly namespace: string;
  readonly steps: readonly RecordedStep[];
  readonly states: readonly RecordedState[];
  readonly writes: readonly RecordedWrite[];
  readonly events: readonly RecordedEvent[];
}

const lines = <T>(path: string): T[] => existsSync(path)
  ? gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T)
  : [];

/** Names of the scenarios in `<folder>/scenarios`, or in the folder itself. */
export function scenarioNames(folder: string): string[] {
  const root = scenarioRoot(folder);
  return existsSync(root) ? readdirSync(root).filter((name) => existsSync(join(root, name, 'steps.json'))).sort() : [];
}

const scenarioRoot = (folder: string): string => (existsSync(join(folder, 'scenarios')) ? join(folder, 'scenarios') : folder);

export function readScenario(folder: string, name: string): Recording {
  const path = join(scenarioRoot(folder), name);
  const { namespace, steps } = JSON.parse(readFileSync(join(path, 'steps.json'), 'utf8')) as { namespace: string; steps: RecordedStep[] };
  const events = existsSync(join(path, 'events.json')) ? JSON.parse(readFileSync(join(path, 'events.json'), 'utf8')) as RecordedEvent[] : [];
  return { name, namespace, steps, states: lines(join(path, 'objects.jsonl.gz')), writes: lines(join(path, 'watch.jsonl.gz')), events };
}
