/** Files of one volume that would lie on top of each other. */
import type { Volume } from '../../types.ts';

interface File { readonly path: string; /** How it is named in the warning. */ readonly text: string }

export function overlapWarnings(volume: Volume): string[] {
  const { name = '' } = volume;
  return ([['ConfigMap', volume.configMap?.items], ['Secret', volume.secret?.items], ['DownwardAPI', volume.downwardAPI?.items]] as const)
    .flatMap(([kind, items]) => overlaps(name, kind, (items ?? []).map((item) => plain(item.path ?? ''))))
    .concat(overlaps(name, 'Projected', projected(volume)));
}

const trimmed = (path: string): string => path.replace(/\/+$/, '');
const plain = (path: string): File => ({ path: trimmed(path), text: JSON.stringify(trimmed(path)) });
const from = (path: string, source: string): File => ({ path: trimmed(path), text: `${JSON.stringify(trimmed(path))} (${source})` });

function projected({ projected: volume }: Volume): File[] {
  return (volume?.sources ?? []).flatMap(({ configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle }) => [
    ...(configMap?.items ?? []).map((item) => from(item.path ?? '', `ConfigMap ${JSON.stringify(configMap!.name ?? '')}`)),
    ...(secret?.items ?? []).map((item) => from(item.path ?? '', `Secret ${JSON.stringify(secret!.name ?? '')}`)),
    ...(downwardAPI?.items ?? []).map((item) => from(item.path ?? '', 'DownwardAPI')),
    ...(serviceAccountToken ? [from(serviceAccountToken.path ?? '', 'ServiceAccountToken')] : []),
    ...(clusterTrustBundle ? [from(clusterTrustBundle.path ?? '', 'ClusterTrustBundle')] : []),
  ]);
}

const collide = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

const overlaps = (volume: string, kind: string, files: readonly File[]): string[] => files.flatMap((file, i) =>
  files.slice(0, i).filter((before) => collide(before.path, file.path)).map((before) => `volume ${JSON.stringify(volume)} (${kind}): overlapping paths: ${file.text} with ${before.text}`));
