/** Brings a container's image to the machine as its policy says (https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy). */
import type { ContainerRuntime } from './container.ts';
import { seconds } from './go-duration.ts';
import type { ImageStore } from './image-store.ts';

export interface PullHost {
  event(type: 'Normal' | 'Warning', reason: string, message: string, container: ContainerRuntime): void;
  later(container: ContainerRuntime, delayMs: number, run: () => void): void;
  wait(container: ContainerRuntime, reason: string, message: string): void;
  /** Begins anew with the container. */
  again(container: ContainerRuntime): void;
  isGone(): boolean;
  images(): ImageStore;
  pullError(image: string): string | undefined;
}

/** Virtual ms until a registry has refused. */
const REFUSED_MS = 500;
const BACKOFF_BASE_MS = 10_000;
const BACKOFF_MAX_MS = 300_000;
/** The kubelet says that it waits at its next look at the pod. */
const SAID_MS = 1000;
/** How often an image that must be there already is looked for. */
const NEVER_RETRY_MS = 10_000;

export function withImage(host: PullHost, c: ContainerRuntime, then: () => void): void {
  const image = c.spec.image!;
  const images = host.images();
  const policy = c.spec.imagePullPolicy ?? 'IfNotPresent';
  if (images.has(image) && policy !== 'Always') {
    host.event('Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`, c);
    then();
    return;
  }
  if (policy === 'Never') {
    cannotPull(host, c, 'ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`);
    return;
  }
  host.event('Normal', 'Pulling', `Pulling image "${image}"`, c);
  const error = host.pullError(image);
  if (error) {
    host.later(c, REFUSED_MS, () => {
      host.event('Warning', 'Failed', `Failed to pull image "${image}": ${error}`, c);
      cannotPull(host, c, 'ErrImagePull', error);
    });
    return;
  }
  images.pull(image, (pullMs, withWaitingMs, bytes) => {
    if (host.isGone() || !c.starting) return;
    host.event('Normal', 'Pulled', `Successfully pulled image "${image}" in ${seconds(pullMs)} (${seconds(withWaitingMs)} including waiting). Image size: ${bytes} bytes.`, c);
    then();
  });
}

function cannotPull(host: PullHost, c: ContainerRuntime, reason: string, message: string): void {
  const image = c.spec.image!;
  c.starting = false;
  host.wait(c, reason, message);
  host.event('Warning', 'Failed', `Error: ${reason}`, c);
  c.pullBackoffMs = c.pullBackoffMs ? Math.min(c.pullBackoffMs * 2, BACKOFF_MAX_MS) : BACKOFF_BASE_MS;
  if (reason === 'ErrImageNeverPull') { host.later(c, NEVER_RETRY_MS, () => host.again(c)); return; }
  host.later(c, SAID_MS, () => {
    host.wait(c, 'ImagePullBackOff', `Back-off pulling image "${image}": ${reason}: ${message}`);
    host.event('Normal', 'BackOff', `Back-off pulling image "${image}"`, c);
    host.event('Warning', 'Failed', 'Error: ImagePullBackOff', c);
  });
  host.later(c, c.pullBackoffMs, () => host.again(c));
}
