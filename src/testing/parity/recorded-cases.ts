/** The recorded cases of a folder laid out as `create/*.jsonl.gz`, `invalid/*.jsonl.gz`, `patch/*.jsonl.gz`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AnyObject } from '../../engine/api/types.ts';

/** One create, posted as it stands. */
export interface RecordedCreate {
  readonly id?: string;
  readonly source: string;
  readonly mutation?: readonly string[];
  readonly request: { readonly method: string; readonly path: string; readonly query: string };
  readonly input: AnyObject;
  readonly code: number;
  readonly response: AnyObject;
  readonly warning?: string;
  /** The answer to the same request with fieldValidation=Warn, where strict decoding failed. */
  readonly warnMode?: { readonly code: number; readonly response: AnyObject; readonly warning?: string };
}

export interface RecordedStep {
  readonly contentType: string;
  readonly path: string;
  readonly query: string;
  readonly dryRun: boolean;
  readonly patch: unknown;
  readonly code: number;
  readonly response: AnyObject;
  readonly warning?: string;
}

/** One object and the patches it got, in order. */
export interface RecordedPatches {
  readonly id: string;
  readonly resource: string;
  readonly create: { readonly path: string; readonly query: string; readonly body: AnyObject };
  readonly before: AnyObject;
  readonly steps: readonly RecordedStep[];
}

/** The files of a set; none when the folder is not there. */
export function filesOf(folder: string, set: string): string[] {
  const path = join(folder, set);
  return existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.jsonl.gz')).sort().map((file) => join(path, file)) : [];
}

export function* recordedCases<T>(folder: string, set: string): Generator<T> {
  for (const file of filesOf(folder, set)) {
    for (const line of gunzipSync(readFileSync(file)).toString().split('\n')) if (line) yield JSON.parse(line) as T;
  }
}
