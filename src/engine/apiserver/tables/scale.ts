import type { AnyObject } from '../../api/types.ts';
import { customResourceTable } from './custom-resources.ts';
import { age } from './format.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

interface Scale extends AnyObject { spec?: { replicas?: number }; status?: { replicas?: number } }

/** The `scale` of a built-in kind, as `kubectl get --subresource=scale` shows it. */
const builtIn = defineTable<Scale>({
  columns: [
    { ...NAME, format: '' }, column('Desired', 'integer', 'replicas is the desired number of instances for the scaled object.'),
    column('Available', 'integer', 'replicas is the actual number of observed instances of the scaled object.'), AGE,
  ],
  cells: (scale, nowMs) => [scale.metadata.name!, scale.spec?.replicas ?? 0, scale.status?.replicas ?? 0, age(scale, nowMs)],
});

const custom = customResourceTable([
  { name: 'Desired', type: 'integer', description: 'Number of desired replicas', jsonPath: '.spec.replicas' },
  { name: 'Available', type: 'integer', description: 'Number of actual replicas', jsonPath: '.status.replicas' },
  { name: 'Age', type: 'date', description: AGE.description, jsonPath: '.metadata.creationTimestamp' },
]);

/** Columns of the `scale` subresource: a custom resource's are found by path, so that none stands where there is no number. */
export const scaleTable = (isCustom: boolean): typeof builtIn => (isCustom ? custom : builtIn);
