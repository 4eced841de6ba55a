/** All invariants. The fuzzer asks each. */
import type { Checker } from './checker.ts';
import { capacity } from './capacity.ts';
import { deployments } from './deployments.ts';
import { endpoints } from './endpoints.ts';
import { noErrors } from './no-errors.ts';
import { owners } from './owners.ts';
import { placement } from './placement.ts';
import { revisions } from './revisions.ts';
import { uniqueAddresses } from './unique-addresses.ts';

export const checkers: readonly Checker[] = [noErrors, revisions, capacity, placement, uniqueAddresses, owners, deployments, endpoints];
