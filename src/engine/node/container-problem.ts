/** Why a container cannot be made, whatever the API holds: what a kubelet finds when it puts its parts together (CreateContainerConfigError). */
import type { Inside } from '../workloads/process.ts';

export function containerProblem(inside: Inside): string | undefined {
  const { container, pod, user } = inside;
  const { runAsNonRoot = pod.spec?.securityContext?.runAsNonRoot } = container.securityContext ?? {};
  if (runAsNonRoot && user.uid === 0) {
    const { name, namespace, uid } = pod.metadata;
    const isAsked = container.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser;
    const whose = `(pod: "${name}_${namespace}(${uid})", container: ${container.name})`;
    return isAsked === undefined ? `container has runAsNonRoot and image will run as root ${whose}` : `container's runAsUser breaks non-root policy ${whose}`;
  }
  for (const { subPathExpr } of container.volumeMounts ?? []) {
    if (!subPathExpr) continue;
    let missing: string | undefined;
    const path = subPathExpr.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name?: string) => {
      if (name === undefined) return '$';
      if (!inside.env.has(name)) missing = whole;
      return inside.env.get(name) ?? whole;
    });
    if (missing !== undefined) return `missing value for "${missing.slice(2, -1)}"`;
    if (path.startsWith('/')) return `error SubPath \`${path}\` must not be an absolute path`;
    if (path.split('/').includes('..')) return `unable to provision SubPath \`${path}\`: must not contain '..'`;
  }
  return undefined;
}
