/** One line about each state that Kubernetes names, and the page of its documentation that says more. */
import type { State } from '../../bridge/protocol.ts';
import { explain } from '../design/states.ts';

export interface Reason { readonly meaning: string; readonly page: string }

const DOCS = 'https://kubernetes.io/docs/';
const LIFE = `${DOCS}concepts/workloads/pods/pod-lifecycle/`;
const IMAGES = `${DOCS}concepts/containers/images/`;
const DEBUG = `${DOCS}tasks/debug/debug-application/debug-pods/`;
const PRESSURE = `${DOCS}concepts/scheduling-eviction/node-pressure-eviction/`;

const reason = (meaning: string, page: string): Reason => ({ meaning, page });
const PULL = reason('The image could not be pulled. The kubelet waits longer after each try, five minutes at most.', `${IMAGES}#imagepullbackoff`);

/** By the word that `kubectl get` shows. */
const BY_WORD: Readonly<Record<string, Reason>> = {
  CrashLoopBackOff: reason('A container keeps ending. The kubelet starts it again, and waits twice as long each time, five minutes at most.', `${LIFE}#restart-policy`),
  ImagePullBackOff: PULL,
  ErrImagePull: PULL,
  ErrImageNeverPull: reason('Its pull policy is Never, and the node does not have the image.', `${IMAGES}#image-pull-policy`),
  InvalidImageName: reason('The name of the image cannot be read.', `${IMAGES}#image-names`),
  ContainerCreating: reason('It has its node. Images are pulled and containers made.', `${LIFE}#container-state-waiting`),
  PodInitializing: reason('Its init containers have ended; its own containers are being made.', `${DOCS}concepts/workloads/pods/init-containers/`),
  CreateContainerConfigError: reason('A ConfigMap, Secret or key that it names is not there.', DEBUG),
  CreateContainerError: reason('The runtime could not make a container.', DEBUG),
  RunContainerError: reason('The runtime could not start a container.', DEBUG),
  OOMKilled: reason('A container took more memory than its limit, and was killed.', `${DOCS}tasks/configure-pod-container/assign-memory-resource/`),
  Error: reason('A container ended with an exit code that is not zero.', `${LIFE}#container-state-terminated`),
  Completed: reason('Every container did its work and ended with exit code 0.', `${LIFE}#pod-phase`),
  Evicted: reason('Its node ran short of memory, disk or process ids, and put it out.', PRESSURE),
  Terminating: reason('It was asked to end, and has its grace period to do so.', `${LIFE}#pod-termination`),
  SchedulingGated: reason('Its scheduling gates are closed: the scheduler leaves it alone.', `${DOCS}concepts/scheduling-eviction/pod-scheduling-readiness/`),
  NodeLost: reason('Its node is silent; nobody knows how it is.', `${DOCS}concepts/architecture/nodes/#condition`),
  UnexpectedAdmissionError: reason('The kubelet refused it when it came to its node.', DEBUG),
  OutOfcpu: reason('The node had not enough CPU left when the pod came to it.', DEBUG),
  OutOfmemory: reason('The node had not enough memory left when the pod came to it.', DEBUG),
  DeadlineExceeded: reason('It ran longer than its activeDeadlineSeconds.', `${DOCS}concepts/workloads/controllers/job/#job-termination-and-cleanup`),
};

export function reasonFor(kind: string, state: State, word: string): Reason {
  if (kind !== 'Pod') return explain(kind, state);
  if (word.startsWith('Init:')) return reason('An init container must end well before the next one, and the pod’s own containers, may start.', `${DOCS}concepts/workloads/pods/init-containers/`);
  return BY_WORD[word] ?? explain(kind, state);
}
