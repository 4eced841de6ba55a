/** What every check of the Pod Security Standards is, and the words they share. */
import type { Container, ObjectMeta, PodSpec } from '../../../api/types.ts';

export interface Violation {
  /** `privileged`, `host namespaces`. */
  readonly reason: string;
  /** `container "web" must not set securityContext.privileged=true`; '' when the reason says all. */
  readonly detail: string;
}

/** Undefined when the pod keeps to the rule. */
export type Check = (spec: PodSpec, metadata: ObjectMeta) => Violation | undefined;

/** In the order in which violations name them. */
export const containersOf = (spec: PodSpec): Container[] => [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as Container[])];

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);
export const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
export const containersText = (names: readonly string[]): string => `${plural('container', 'containers', names.length)} ${quoted(names)}`;
export const isWindows = (spec: PodSpec): boolean => spec.os?.name === 'windows';

/** Names of the containers that `bad` is true of. */
export const namesWhere = (spec: PodSpec, bad: (container: Container) => boolean): string[] => containersOf(spec).filter(bad).map(({ name }) => name);

/** `pod and container "web"`: who set what may not be set. Empty when nobody did. */
export function setters(pod: boolean, containers: readonly string[]): string {
  return [...(pod ? ['pod'] : []), ...(containers.length ? [containersText(containers)] : [])].join(' and ');
}
