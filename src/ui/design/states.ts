/** How each state is told: a word, a shape (an SVG path in a 12 x 12 box, filled even-odd), the token of its colour. */
import { STATE, type State } from '../../bridge/protocol.ts';

export interface StateLook { readonly word: string; readonly token: string; readonly path: string; readonly meaning: string; readonly page: string }

const DOCS = 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/';
const ring = 'M6 .8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 6 .8Zm0 1.7a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z';

export const STATES: Readonly<Record<State, StateLook>> = {
  [STATE.none]: { word: 'Gone', token: 'faint', path: '', meaning: 'It is no longer there.', page: DOCS },
  [STATE.ready]: { word: 'Ready', token: 'ready', path: 'M6 .8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 6 .8Z', meaning: 'Runs, and passes its readiness checks.', page: DOCS + '#pod-conditions' },
  [STATE.starting]: { word: 'Starting', token: 'starting', path: ring + 'M6 3.6V6h2.4A2.4 2.4 0 0 0 6 3.6Z', meaning: 'Has its place; images are pulled and containers made.', page: DOCS + '#container-states' },
  [STATE.notReady]: { word: 'Not ready', token: 'notready', path: ring + 'M6 2.2v7.6a3.8 3.8 0 0 0 0-7.6Z', meaning: 'Runs, but is not ready to take requests.', page: DOCS + '#pod-readiness-gate' },
  [STATE.pending]: { word: 'Waiting', token: 'pending', path: ring, meaning: 'Accepted, and waiting for a node to run on.', page: 'https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/' },
  [STATE.failing]: { word: 'Failing', token: 'failing', path: 'M6 .6 11.8 11H.2L6 .6Zm-.8 3.9v3h1.6v-3H5.2Zm0 3.9v1.5h1.6V8.4H5.2Z', meaning: 'A container fails, or cannot be started.', page: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/' },
  [STATE.terminating]: { word: 'Terminating', token: 'terminating', path: 'M1 1h10v10H1V1Zm1.8 4.1v1.8h6.4V5.1H2.8Z', meaning: 'Was asked to end, and has its grace period.', page: DOCS + '#pod-termination' },
  [STATE.succeeded]: { word: 'Completed', token: 'succeeded', path: 'M6 .8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 6 .8Zm-.9 7.7L2.7 6l1.1-1.1 1.3 1.3 3.1-3.3 1.1 1.1-4.2 4.5Z', meaning: 'Did its work and ended well.', page: DOCS + '#pod-phase' },
  [STATE.unknown]: { word: 'Unknown', token: 'unknown', path: 'M6 0l6 6-6 6-6-6 6-6Zm-.8 7.9v1.5h1.6V7.9H5.2Zm-1-3.2h1.5c0-.9 1-.8 1-.1 0 .8-1.5.9-1.5 2.4h1.5c.1-1 1.6-1.1 1.6-2.6 0-2.3-4.1-2.3-4.1.3Z', meaning: 'Its node is silent; nobody knows.', page: DOCS + '#pod-phase' },
};

const NODES = 'https://kubernetes.io/docs/concepts/architecture/nodes/#condition';
const DEPLOYMENTS = 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status';
const SERVICES = 'https://kubernetes.io/docs/concepts/services-networking/service/';

/** What a state means for things other than pods. */
const OTHERWISE: Readonly<Record<'Node' | 'Service' | 'workload', Partial<Record<State, string>>>> = {
  Node: {
    [STATE.ready]: 'Healthy, and taking pods.', [STATE.failing]: 'Its kubelet has gone silent or unwell: pods are moved away after their toleration ends.', [STATE.notReady]: 'Cordoned: what runs here stays, nothing new is placed here.',
    [STATE.starting]: 'It has registered and not reported yet.',
  },
  Service: { [STATE.ready]: 'At least one endpoint is ready for requests.', [STATE.notReady]: 'It has endpoints, and none of them is ready.', [STATE.pending]: 'No pod matches its selector yet.' },
  workload: {
    [STATE.ready]: 'Every replica is there and ready.', [STATE.starting]: 'A rollout or run is under way.', [STATE.notReady]: 'Fewer replicas are ready than asked for.', [STATE.failing]: 'It cannot get to where it should be.',
    [STATE.succeeded]: 'There is nothing left to do.', [STATE.terminating]: 'It is being deleted, after what it owns.', [STATE.pending]: 'It is suspended.',
  },
};

/** One line about a state of that kind of thing, and where Kubernetes' documentation says more. */
export function explain(kind: string, state: State): { readonly meaning: string; readonly page: string } {
  if (kind === 'Pod') return STATES[state];
  const of = kind === 'Node' || kind === 'Service' ? kind : 'workload';
  return { meaning: OTHERWISE[of][state] ?? STATES[state].meaning, page: of === 'Node' ? NODES : of === 'Service' ? SERVICES : DEPLOYMENTS };
}

export const LEGEND: readonly State[] = [STATE.ready, STATE.starting, STATE.notReady, STATE.pending, STATE.failing, STATE.terminating, STATE.succeeded, STATE.unknown];

/** A state's colour as the page paints it now, for canvases. */
export function stateColours(): string[] {
  const style = getComputedStyle(document.documentElement);
  return Object.values(STATES).map((look) => style.getPropertyValue('--' + look.token).trim());
}
