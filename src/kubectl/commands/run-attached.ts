/** What `kubectl run` does once the pod is made: attach to it, remove it, give back its exit code. */
import type { Pod } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { sleep, stderr, stdin, stdout, type Steps } from '../effect.ts';
import { Failure, isNotFound, UsageFailure } from '../failure.ts';
import { joinFromStart, sessionNotes } from './exec.ts';

const POLL_MS = 100;

export const attaches = ({ flags }: Call): boolean => (flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin') || flags.bool('tty'));

export function* attachAndFinish(call: Call, { metadata: { name = '', namespace = '' } }: Pod): Steps {
  const { flags } = call;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  let pod = yield* call.client.get<Pod>(path);
  const over = (): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  while (!over() && !pod.status?.containerStatuses?.[0]?.state?.running) {
    yield* sleep(POLL_MS);
    pod = yield* call.client.get<Pod>(path);
  }
  const container = pod.spec!.containers[0]!.name;
  if (over()) {
    // It was quicker than we: its log has all that it wrote.
    yield* sessionNotes(call);
    yield* logged(call, path, container);
  } else {
    try {
      yield* joinFromStart(call, pod, container, flags.bool('stdin') ? yield* stdin() : '');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield* stderr(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`);
      yield* logged(call, path, container);
    }
  }
  const restart = flags.string('restart') || 'Always';
  while (restart !== 'Always' && !over()) {
    yield* sleep(POLL_MS);
    pod = yield* call.client.get<Pod>(path);
  }
  if (flags.bool('rm')) yield* remove(call, path, name, namespace);
  if (restart === 'Always' || pod.status?.phase !== 'Failed') return;
  const { exitCode = 1, reason = 'Error', message = '' } = pod.status?.containerStatuses?.[0]?.state?.terminated ?? {};
  throw new UsageFailure(`pod ${namespace}/${name} terminated (${reason})${message === '' ? '' : `\n${message}`}`, exitCode);
}

function* logged(call: Call, path: string, container: string): Steps {
  yield* stdout((yield* call.client.send('GET', `${path}/log`, { query: { container } })).body);
}

function* remove(call: Call, path: string, name: string, namespace: string): Steps {
  try {
    yield* call.client.write('DELETE', path, { propagationPolicy: 'Background' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  if (!call.flags.bool('quiet')) yield* stdout(`pod ${JSON.stringify(name)} deleted from ${namespace} namespace\n`);
}
