/** The containers of a pod (with what became of them) or of a template. */
import { canonicalQuantity } from '../../engine/api/quantity.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from '../../engine/api/types.ts';
import { goSort } from '../text/go-sort.ts';
import type { DescribeWriter } from './describer.ts';
import { environmentLines } from './environment.ts';
import { boolText, orNone, quoted, rfc1123, sortedKeys } from './go-values.ts';
import { probeText } from './probe.ts';

/** `space` is put before titles: templates are indented by hand. Without `pod` there is nothing to resolve. */
export function containerLines(out: DescribeWriter, title: string, containers: readonly Container[], statuses: readonly ContainerStatus[] | undefined, pod: Pod | undefined, space = ''): void {
  out.line(0, `${space}${title}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = statuses?.findLast(({ name }) => name === container.name);
    out.line(1, `${space === '' ? '' : ' '}${container.name}:`);
    basicLines(out, container, status);
    wordLines(out, 'Command', container.command);
    wordLines(out, 'Args', container.args);
    if (status) statusLines(out, status);
    resourceLines(out, 2, container.resources);
    for (const [name, probe] of [['Liveness', container.livenessProbe], ['Readiness', container.readinessProbe], ['Startup', container.startupProbe]] as const) {
      if (probe) out.line(2, `${name}:\t${probeText(probe)}`);
    }
    environmentLines(out, container, pod);
    mountLines(out, container);
  }
}

function basicLines(out: DescribeWriter, container: Container, status: ContainerStatus | undefined): void {
  if (status) out.line(2, `Container ID:\t${status.containerID ?? ''}`);
  out.line(2, `Image:\t${container.image ?? ''}`);
  if (status) out.line(2, `Image ID:\t${status.imageID ?? ''}`);
  const ports = container.ports ?? [];
  const plural = ports.length > 1 ? 's' : '';
  out.line(2, `Port${plural}:\t${orNone(ports.map((port) => `${port.containerPort}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`).join(', '))}`);
  out.line(2, `Host Port${plural}:\t${orNone(ports.map((port) => `${port.hostPort ?? 0}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`).join(', '))}`);
  const seccomp = container.securityContext?.seccompProfile;
  if (!seccomp) return;
  out.line(2, `SeccompProfile:\t${seccomp.type}`);
  if (seccomp.type === 'Localhost') out.line(3, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`);
}

function wordLines(out: DescribeWriter, title: string, words: readonly string[] | undefined): void {
  if (!words?.length) return;
  out.line(2, `${title}:`);
  for (const word of words) for (const line of word.split('\n')) out.line(3, line);
}

function statusLines(out: DescribeWriter, status: ContainerStatus): void {
  stateLines(out, 'State', status.state ?? {});
  if (status.lastState?.terminated) stateLines(out, 'Last State', status.lastState);
  out.line(2, `Ready:\t${boolText(status.ready)}`);
  out.line(2, `Restart Count:\t${status.restartCount ?? 0}`);
}

function stateLines(out: DescribeWriter, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running) {
    out.line(2, `${title}:\tRunning`);
    out.line(3, `Started:\t${rfc1123(running.startedAt)}`);
  } else if (!terminated || waiting) {
    out.line(2, `${title}:\tWaiting`);
    if (waiting?.reason) out.line(3, `Reason:\t${waiting.reason}`);
  } else {
    out.line(2, `${title}:\tTerminated`);
    if (terminated.reason) out.line(3, `Reason:\t${terminated.reason}`);
    if (terminated.message) out.line(3, `Message:\t${terminated.message}`);
    out.line(3, `Exit Code:\t${terminated.exitCode ?? 0}`);
    if ((terminated.signal ?? 0) > 0) out.line(3, `Signal:\t${terminated.signal}`);
    out.line(3, `Started:\t${rfc1123(terminated.startedAt)}`);
    out.line(3, `Finished:\t${rfc1123(terminated.finishedAt)}`);
  }
}

/** `Limits:` and `Requests:`. */
export function resourceLines(out: DescribeWriter, level: number, resources: Container['resources']): void {
  for (const [title, list] of [['Limits', resources?.limits], ['Requests', resources?.requests]] as const) {
    const names = sortedKeys(list);
    if (names.length > 0) out.line(level, `${title}:`);
    for (const name of names) out.line(level + 1, `${name}:\t${canonicalQuantity(list![name]!)}`);
  }
}

function mountLines(out: DescribeWriter, { volumeMounts = [], volumeDevices = [] }: Container): void {
  const none = volumeMounts.length === 0 ? '\t<none>' : '';
  out.line(2, `Mounts:${none}`);
  for (const mount of goSort(volumeMounts, (a, b) => a.mountPath < b.mountPath)) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path=${quoted(mount.subPath)}`] : [])];
    out.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
  if (volumeDevices.length === 0) return;
  out.line(2, `Devices:${none}`);
  for (const device of goSort(volumeDevices, (a, b) => a.devicePath < b.devicePath)) out.line(3, `${device.devicePath} from ${device.name}`);
}
