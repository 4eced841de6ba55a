/** Stored as autoscaling/v2; `./v1.ts` converts the older version. */
import { HORIZONTAL_POD_AUTOSCALERS } from '../../resource.ts';
import { defineKind } from '../kind.ts';
import { notNegative } from '../rolling.ts';
import { setScalerDefaults } from './defaults.ts';
import { AUTOSCALING_V1 } from './v1.ts';
import { validateScaler } from './validate.ts';

export const HORIZONTAL_POD_AUTOSCALER = defineKind({
  resource: HORIZONTAL_POD_AUTOSCALERS,
  singular: 'horizontalpodautoscaler',
  metadataPasses: 1,
  shortNames: ['hpa'],
  categories: ['all'],
  hasGeneration: false,
  subresources: ['status'],
  versions: [AUTOSCALING_V1],
  setDefaults: setScalerDefaults,
  prepareForCreate(scaler) { scaler.status = { desiredReplicas: 0, currentMetrics: null as never }; },
  validate: (scaler) => validateScaler(scaler.spec!),
  validateUpdate: (scaler, old) => validateScaler(scaler.spec!, old.spec),
  validateStatusUpdate: ({ status }) => notNegative(status, 'status', 'currentReplicas', 'desiredReplicas'),
});
