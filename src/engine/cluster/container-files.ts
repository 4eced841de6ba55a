/**
 * A container's files: its image's, its volumes' (https://kubernetes.io/docs/concepts/storage/volumes/), and those that the kubelet puts
 * there. What it writes is kept where it belongs: with the run of the container, the pod, the machine or the disk.
 */
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../api/resource.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../api/types.ts';
import { claimNameOf } from '../api/volumes.ts';
import type { ApiServer } from '../apiserver/server.ts';
import type { ContainerRuntime } from '../node/container.ts';
import type { Kubelet } from '../node/kubelet.ts';
import type { PodWorker } from '../node/pod-worker.ts';
import { newDirectory, newFile, type Directory, type Entry } from '../workloads/files/entry.ts';
import { Files, plain, type Mount } from '../workloads/files/Files.ts';
import { filesOfMachine } from '../workloads/images/image-files.ts';
import { imageRoot } from '../workloads/images/index.ts';
import { hostnameOf } from '../workloads/http.ts';
import { apiVolume } from './api-volume.ts';
import type { Surroundings } from './surroundings.ts';

/** What is written to disks, by the uid of their PersistentVolume. */
export type Disks = Map<string, Directory>;

const OPEN = 0o777, SETGID = 0o2000;

export class ContainerFiles {
  constructor(
    private readonly server: ApiServer, private readonly disks: Disks, private readonly kubelet: Kubelet, private readonly worker: PodWorker, private readonly runtime: ContainerRuntime,
    private readonly surroundings: Surroundings,
  ) {}

  files(): Files {
    const { runtime, surroundings } = this;
    const { pod } = surroundings;
    const { spec } = runtime;
    const root = (runtime.root ??= imageRoot(spec.image!));
    const lastWord = (runtime.terminationLog ??= newFile('', 0o666));
    const mounts: Mount[] = [
      { path: '', ...(spec.securityContext?.readOnlyRootFilesystem ? { readOnly: true } : {}), root: () => root },
      { path: '/etc/hostname', root: () => newFile(`${hostnameOf(pod)}\n`) },
      { path: '/etc/resolv.conf', root: () => newFile(resolverText(pod)) },
      { path: '/etc/hosts', root: () => newFile(hostsText(surroundings.pod)) },
      { path: plain(spec.terminationMessagePath ?? '/dev/termination-log'), root: () => lastWord },
    ];
    const env = spec.volumeMounts?.some(({ subPathExpr }) => subPathExpr) ? surroundings.env() : undefined;
    for (const { name, mountPath, subPath, subPathExpr, readOnly } of spec.volumeMounts ?? []) {
      const volume = pod.spec?.volumes?.find((one) => one.name === name);
      if (!volume) continue;
      const under = subPathExpr === undefined ? subPath : subPathExpr.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, key?: string) => (key === undefined ? '$' : env!.get(key) ?? whole));
      const path = plain(mountPath);
      const at = mounts.findIndex((mount) => mount.path === path);
      if (at >= 0) mounts.splice(at, 1);
      const base = this.#volume(volume);
      const isFixed = volume.configMap !== undefined || volume.secret !== undefined || volume.projected !== undefined || volume.downwardAPI !== undefined;
      mounts.push({
        path, ...(readOnly || isFixed ? { readOnly: true } : {}), ...(volume.emptyDir?.medium === 'Memory' || volume.secret || volume.projected ? { type: 'tmpfs' } : { type: 'ext4' }),
        // A part of what lives in the API is as it was when it was mounted.
        root: under ? fixed(below(base(), under)) : base,
      });
    }
    return new Files(mounts);
  }

  #volume(volume: Volume): () => Entry {
    const { surroundings, worker, kubelet } = this;
    const { pod } = surroundings;
    const { fsGroup } = pod.spec?.securityContext ?? {};
    if (volume.configMap || volume.secret || volume.projected || volume.downwardAPI) return () => apiVolume(volume, surroundings);
    const claimName = claimNameOf(pod, volume);
    const claim = claimName === undefined ? undefined : this.server.lookup(PERSISTENT_VOLUME_CLAIMS).table.get(`${pod.metadata.namespace}/${claimName}`)?.value as PersistentVolumeClaim | undefined;
    const disk = claim && this.server.lookup(PERSISTENT_VOLUMES).table.get(claim.spec?.volumeName ?? '')?.value as PersistentVolume | undefined;
    const hostPath = volume.hostPath?.path ?? disk?.spec?.hostPath?.path ?? disk?.spec?.local?.path;
    if (hostPath !== undefined) {
      const machine = (kubelet.disk ??= filesOfMachine(kubelet.machine.name));
      return () => (plain(hostPath) === '/' ? machine : below(machine, hostPath));
    }
    if (disk) return fixed(within(this.disks, disk.metadata.uid!, fsGroup));
    return fixed(within(worker.volumes ??= new Map<string, Directory>(), volume.name, fsGroup));
  }
}

const fixed = (entry: Entry) => (): Entry => entry;

function within(all: Map<string, Directory>, key: string, fsGroup: number | undefined): Directory {
  let directory = all.get(key);
  if (!directory) all.set(key, (directory = newDirectory(fsGroup === undefined ? OPEN : OPEN | SETGID, 0, fsGroup ?? 0)));
  return directory;
}

/** What is at a relative path; a directory that is not there is made. */
function below(root: Entry, path: string): Entry {
  let at = root;
  for (const name of plain(path).split('/').filter((one) => one !== '')) {
    if (at.is === 'file') return at;
    let next: Entry | undefined = at.children.get(name);
    if (!next) at.children.set(name, (next = newDirectory(0o755, at.uid, at.gid)));
    at = next;
  }
  return at;
}

/** https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/ */
function hostsText({ spec, status, metadata }: Pod): string {
  const head = spec?.hostNetwork ? '# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n' : '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n';
  const common = '::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
  const name = spec?.hostname ?? metadata.name ?? '';
  const own = spec?.hostNetwork ? '' : `${status?.podIP ?? ''}\t${spec?.subdomain ? `${name}.${spec.subdomain}.${metadata.namespace}.svc.cluster.local\t` : ''}${name}\n`;
  const aliases = spec?.hostAliases?.length ? `\n# Entries added by HostAliases.\n${spec.hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`).join('')}` : '';
  return head + common + own + aliases;
}

/** https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy */
function resolverText({ spec, metadata }: Pod): string {
  const policy = spec?.dnsPolicy ?? 'ClusterFirst';
  const isCluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !spec?.hostNetwork);
  const searches = [...(isCluster ? [`${metadata.namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'] : []), ...(spec?.dnsConfig?.searches ?? [])];
  const servers = [...(isCluster ? ['10.96.0.10'] : policy === 'None' ? [] : ['192.168.0.1']), ...(spec?.dnsConfig?.nameservers ?? [])];
  const options = [...(isCluster ? ['ndots:5'] : []), ...(spec?.dnsConfig?.options ?? []).map(({ name, value }) => (value === undefined ? name! : `${name}:${value}`))];
  return [...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []), ...servers.map((server) => `nameserver ${server}`), ...(options.length > 0 ? [`options ${options.join(' ')}`] : [])].map((line) => `${line}\n`).join('');
}
