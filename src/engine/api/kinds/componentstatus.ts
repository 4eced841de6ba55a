import { COMPONENT_STATUSES } from '../resource.ts';
import { defineKind } from './kind.ts';

/** Read-only: made up on each request from the components' health. */
export const COMPONENT_STATUS = defineKind({
  resource: COMPONENT_STATUSES,
  singular: 'componentstatus',
  shortNames: ['cs'],
  verbs: ['get', 'list'],
  deprecated: 'v1 ComponentStatus is deprecated in v1.19+',
});
