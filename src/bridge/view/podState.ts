/**
 * How a pod is, in one word and one state: the word follows the STATUS column of `kubectl get pods`
 * (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/), the state says how it is drawn.
 */
import type { ContainerStatus, Pod } from '../../engine/api/types.ts';
import { STATE, type State } from '../protocol.ts';

export interface PodState { readonly status: string; readonly state: State; readonly ready: number; readonly containers: number; readonly restarts: number }

const BAD = /BackOff|Err|Invalid|Fail|OOM|Evicted|ContainerCannotRun|DeadlineExceeded|Lost/;

export function podState(pod: Pod): PodState {
  const containers = pod.spec?.containers.length ?? 0;
  const statuses = pod.status?.containerStatuses ?? [];
  let ready = 0, restarts = 0;
  for (const status of statuses) {
    if (status.ready) ready++;
    restarts += status.restartCount;
  }
  const status = statusWord(pod, statuses);
  return { status, state: stateOf(pod, status, ready, containers), ready, containers, restarts };
}

function statusWord(pod: Pod, statuses: readonly ContainerStatus[]): string {
  const phase = pod.status?.phase ?? 'Pending';
  let word = pod.status?.reason || phase;
  if (phase === 'Pending' && pod.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')) word = 'SchedulingGated';
  const inits = pod.status?.initContainerStatuses ?? [];
  for (let i = 0; i < inits.length; i++) {
    const { state, started } = inits[i]!;
    const restartable = pod.spec?.initContainers?.[i]?.restartPolicy === 'Always';
    if (state?.terminated?.exitCode === 0 || (restartable && started)) continue;
    if (state?.terminated) return finish(pod, `Init:${state.terminated.reason || `ExitCode:${state.terminated.exitCode}`}`);
    const waiting = state?.waiting?.reason;
    return finish(pod, waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${i}/${pod.spec?.initContainers?.length ?? inits.length}`);
  }
  let running = false;
  for (let i = statuses.length - 1; i >= 0; i--) {
    const { state, ready } = statuses[i]!;
    if (state?.waiting?.reason) word = state.waiting.reason;
    else if (state?.terminated) word = state.terminated.reason || (state.terminated.signal ? `Signal:${state.terminated.signal}` : `ExitCode:${state.terminated.exitCode}`);
    else if (ready && state?.running) running = true;
  }
  if (word === 'Completed' && running) word = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ? 'Running' : 'NotReady';
  return finish(pod, word);
}

function finish(pod: Pod, word: string): string {
  if (!pod.metadata.deletionTimestamp) return word;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed' ? word : 'Terminating';
}

function stateOf(pod: Pod, status: string, ready: number, containers: number): State {
  if (status === 'Terminating') return STATE.terminating;
  if (status === 'Unknown' || pod.status?.phase === 'Unknown') return STATE.unknown;
  if (BAD.test(status) || pod.status?.phase === 'Failed') return STATE.failing;
  if (pod.status?.phase === 'Succeeded' || status === 'Completed') return STATE.succeeded;
  if (!pod.spec?.nodeName) return STATE.pending;
  if (pod.status?.phase === 'Running') {
    const condition = pod.status.conditions?.find((c) => c.type === 'Ready');
    return ready === containers && (!condition || condition.status === 'True') ? STATE.ready : STATE.notReady;
  }
  return STATE.starting;
}
