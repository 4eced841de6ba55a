import type { Call } from '../call.ts';
import { Failure } from '../failure.ts';

export type DryRun = 'none' | 'client' | 'server';

/** `--dry-run`. Throws Failure for a wrong value. */
export function dryRunOf(call: Call): DryRun {
  if (!call.flags.has('dry-run')) return 'none';
  const value = call.flags.string('dry-run');
  if (value === 'none' || value === 'client' || value === 'server') return value;
  throw new Failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** `--validate` as the server's `fieldValidation`. */
export function fieldValidationOf(call: Call): string {
  if (!call.flags.has('validate')) return 'Strict';
  const value = call.flags.string('validate');
  if (value === '' || /^(strict|true)$/i.test(value)) return 'Strict';
  if (/^warn$/i.test(value)) return 'Warn';
  if (/^(ignore|false)$/i.test(value)) return 'Ignore';
  throw new Failure(`invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`);
}

/** The query of a write: who writes, and whether it is only tried. */
export function writeQuery(call: Call, dryRun: DryRun, extra: Readonly<Record<string, string | undefined>> = {}): Record<string, string | undefined> {
  return { ...(dryRun === 'server' ? { dryRun: 'All' } : {}), ...(call.flags.has('field-manager') ? { fieldManager: call.flags.string('field-manager') } : {}), ...extra };
}
