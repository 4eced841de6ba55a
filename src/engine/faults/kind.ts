/** The kind `Fault`: a failure as an object, so that kubectl can make it, look at it and heal it by deleting it. */
import type { Kind } from '../api/kinds/kind.ts';
import type { Resource } from '../api/resource.ts';
import type { LabelSelector, ObjectMeta } from '../api/types.ts';
import { invalid, notSupported, required, type FieldError } from '../api/validation/field.ts';
import { compileLabelSelector } from '../api/labels.ts';
import { faultType, faultTypes } from './index.ts';
import { FAULT_OPENAPI } from './openapi.ts';
import { FAULT_SCHEMA } from './schema.ts';

export interface FaultSpec {
  type: string;
  /** What it hits, by name. Or: `selector` with `mode`. */
  target?: { kind?: string; namespace?: string; name?: string };
  selector?: { kind?: string; namespace?: string; labelSelector?: LabelSelector };
  /** How many of what the selector finds: `one` (default), `all`, `fixed` (value of them), `percent`. */
  mode?: 'one' | 'all' | 'fixed' | 'percent';
  value?: number;
  /** Go duration: strikes so long after it was made. Absent: at once. */
  delay?: string;
  /** Go duration, `30s`, `5m`: heals by itself afterwards. Absent: until deleted. */
  duration?: string;
  parameters?: Record<string, string | number | boolean>;
}

export interface FaultTargetStatus { kind: string; namespace?: string; name: string }

export interface Fault {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: FaultSpec;
  status?: { phase: 'Pending' | 'Active' | 'Finished' | 'Failed'; message?: string; startTime?: string; endTime?: string; targets?: FaultTargetStatus[] };
}

export const FAULTS: Resource<Fault> = { group: 'sandbox.bottleship.dev', version: 'v1alpha1', resource: 'faults', kind: 'Fault', namespaced: false };

export const FAULT_MODES = ['one', 'all', 'fixed', 'percent'] as const;

/** Milliseconds of a Go duration of hours, minutes, seconds and milliseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)) ms += Number(amount) * { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }[unit as 'h' | 'm' | 's' | 'ms'];
  return ms;
}

function validate(fault: Fault): FieldError[] {
  const errors: FieldError[] = [];
  const spec = (fault.spec ?? {}) as Partial<FaultSpec>;
  const type = spec.type ? faultType(spec.type) : undefined;
  if (!spec.type) errors.push(required('spec.type', 'name the kind of failure'));
  else if (!type) errors.push(notSupported('spec.type', spec.type, faultTypes.map((t) => t.type)));
  if (type && !type.targets.includes('Cluster') && !spec.target && !spec.selector) errors.push(required('spec.target', 'name a target, or a selector'));
  const kind = spec.target?.kind ?? spec.selector?.kind;
  if (type && kind !== undefined && !(type.targets as readonly string[]).includes(kind)) errors.push(notSupported(spec.target ? 'spec.target.kind' : 'spec.selector.kind', kind, type.targets));
  if (spec.target && !spec.target.name && type && !type.targets.includes('Cluster')) errors.push(required('spec.target.name'));
  if (spec.mode !== undefined && !FAULT_MODES.includes(spec.mode)) errors.push(notSupported('spec.mode', spec.mode, FAULT_MODES));
  if ((spec.mode === 'fixed' || spec.mode === 'percent') && !(typeof spec.value === 'number' && spec.value >= 0)) errors.push(required('spec.value', `mode ${spec.mode} needs a number`));
  if (spec.mode === 'percent' && spec.value! > 100) errors.push(invalid('spec.value', spec.value, 'must be at most 100'));
  if (spec.duration !== undefined && parseDuration(spec.duration) === undefined) errors.push(invalid('spec.duration', spec.duration, 'must be a duration such as 30s, 5m or 1h30m'));
  if (spec.delay !== undefined && parseDuration(spec.delay) === undefined) errors.push(invalid('spec.delay', spec.delay, 'must be a duration such as 30s, 5m or 1h30m'));
  if (spec.selector?.labelSelector) {
    try { compileLabelSelector(spec.selector.labelSelector); } catch (error) { errors.push(invalid('spec.selector.labelSelector', spec.selector.labelSelector, (error as Error).message)); }
  }
  for (const [name, value] of Object.entries(spec.parameters ?? {})) {
    const parameter = type?.parameters?.find((p) => p.name === name);
    if (type && !parameter) errors.push(notSupported('spec.parameters', name, (type.parameters ?? []).map((p) => p.name)));
    else if (parameter?.type === 'number' && typeof value !== 'number') errors.push(invalid(`spec.parameters.${name}`, value, 'must be a number'));
    else if (parameter?.options && !parameter.options.includes(String(value))) errors.push(notSupported(`spec.parameters.${name}`, value, parameter.options));
  }
  return errors;
}

export const FAULT_KIND: Kind = {
  resource: FAULTS as unknown as Resource,
  singular: 'fault',
  schema: FAULT_SCHEMA,
  printerColumns: () => [
    { name: 'Type', type: 'string', jsonPath: '.spec.type' },
    { name: 'Target', type: 'string', jsonPath: '.status.targets[*].name' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Duration', type: 'string', jsonPath: '.spec.duration' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  openApiSchema: () => FAULT_OPENAPI,
  hasGeneration: true,
  subresources: ['status'],
  prepareForCreate: (object) => {
    delete object.status;
    // Decoding fills in structs that were not given: an empty target is none, or a selector could never stand alone.
    const spec = object.spec as Partial<FaultSpec> | undefined;
    for (const field of ['target', 'selector'] as const) if (spec?.[field] && Object.keys(spec[field]).length === 0) delete spec[field];
  },
  validate: (object) => validate(object as unknown as Fault),
  validateUpdate: (object, old) => {
    const errors = validate(object as unknown as Fault);
    if (JSON.stringify(object.spec) !== JSON.stringify(old.spec)) errors.push(invalid('spec', 'changed', 'field is immutable: delete the fault and make another'));
    return errors;
  },
};
