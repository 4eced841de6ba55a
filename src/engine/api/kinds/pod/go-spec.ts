/**
 * The difference between two pod specs as the API server words it: both printed as Go prints its internal structs (JSON with
 * Go's names, every field, one space of indent), then compared line by line.
 */
import type { PodSpec } from '../../types.ts';
import { unifiedDiff } from './unified-diff.ts';
import { goPodSpec } from './go-structs.ts';

export function specDiff(old: PodSpec, next: PodSpec): string {
  return unifiedDiff(print(old), print(next));
}

const print = (spec: PodSpec): string[] => `${JSON.stringify(goPodSpec(spec), null, 1)}\n`.split('\n');
