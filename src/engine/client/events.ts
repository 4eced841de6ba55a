/**
 * Records core/v1 Events the way client-go's recorder does: same involved object, reason and message raise `count`
 * instead of making another Event. Events are written a moment after the act, from a queue, and never fail the actor.
 */
import type { ApiObject } from '../api/types.ts';

export interface EventRecorder {
  event(object: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string, more?: EventDetails): void;
}

export interface EventDetails {
  /** `spec.containers{nginx}` */
  fieldPath?: string;
  /** For events.k8s.io-style events (the scheduler's): `Binding`, `Scheduling`. */
  action?: string;
}
