/** The loops over CustomResourceDefinitions. They run in the API server itself, in no controller manager. */
import type { Controller } from '../../client/controller.ts';
import { approvalPolicy } from './approval.ts';
import { establishing } from './establishing.ts';
import { finalizing } from './finalizing.ts';
import { namingCondition } from './naming.ts';

export const definitionControllers: readonly Controller[] = [namingCondition, establishing, approvalPolicy, finalizing];
