/** Finds the pod template of any workload, and puts a changed one back. */
import type { AnyObject, Container, PodSpec } from '../../engine/api/types.ts';

const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'], CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ...Object.fromEntries(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'].map((kind) => [kind, ['spec', 'template', 'spec']])),
};

export function podSpecOf(object: AnyObject): PodSpec | undefined {
  const path = PATHS[object.kind ?? ''];
  if (!path) return undefined;
  let value: unknown = object;
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
  return value as PodSpec | undefined;
}

export function withPodSpec(object: AnyObject, spec: PodSpec): AnyObject {
  const put = (value: Record<string, unknown>, [key = '', ...rest]: readonly string[]): Record<string, unknown> =>
    ({ ...value, [key]: rest.length === 0 ? spec : put((value[key] ?? {}) as Record<string, unknown>, rest) });
  return put(object as unknown as Record<string, unknown>, PATHS[object.kind ?? '']!) as unknown as AnyObject;
}

/** `change` on the containers whose names fit `pattern` (`*` stands for anything). */
export function mapContainers(spec: PodSpec, pattern: string, change: (container: Container) => Container): { spec: PodSpec; matched: boolean } {
  const fits = new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
  let matched = false;
  const visit = (containers: Container[] | undefined): Container[] | undefined => containers?.map((container) => {
    if (!fits.test(container.name)) return container;
    matched = true;
    return change(container);
  });
  const containers = visit(spec.containers)!;
  const initContainers = visit(spec.initContainers);
  return { spec: { ...spec, containers, ...(initContainers ? { initContainers } : {}) }, matched };
}
