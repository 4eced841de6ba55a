/** Probes and lifecycle hooks (https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/). */
import type { Container, Probe } from '../../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { NOT_NEGATIVE } from '../../validation/metadata.ts';
import { isHTTPHeaderName, isValidPortName, isValidPortNum } from '../../validation/names.ts';

type Lifecycle = NonNullable<Container['lifecycle']>;
type Handler = Partial<Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>> & Pick<NonNullable<Lifecycle['preStop']>, 'sleep'>;

export const validatePort = (port: unknown, field: string): FieldError[] =>
  typeof port === 'string' ? isValidPortName(port).map((text) => invalid(field, port, text)) : isValidPortNum(Number(port ?? 0)).map((text) => invalid(field, port ?? 0, text));

const SCHEMES = ['HTTP', 'HTTPS'];

function validateHandler(handler: Handler, graceSeconds: number | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let handlers = 0;
  const one = (field: string, validate: (at: string) => FieldError[]): void => {
    const at = `${path}.${field}`;
    errors.push(...(handlers++ ? [forbiddenField(at, 'may not specify more than 1 handler type')] : validate(at)));
  };
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec) one('exec', (at) => (exec.command?.length ? [] : [required(`${at}.command`)]));
  if (httpGet) {
    one('httpGet', (at) => [
      ...(httpGet.path ? [] : [required(`${at}.path`)]),
      ...validatePort(httpGet.port, `${at}.port`),
      ...(SCHEMES.includes(httpGet.scheme ?? '') ? [] : [notSupported(`${at}.scheme`, httpGet.scheme ?? '', SCHEMES)]),
      ...(httpGet.httpHeaders ?? []).flatMap(({ name = '' }) => isHTTPHeaderName(name).map((text) => invalid(`${at}.httpHeaders`, name, text))),
    ]);
  }
  if (tcpSocket) one('tcpSocket', (at) => validatePort(tcpSocket.port, `${at}.port`));
  if (grpc) one('grpc', (at) => validatePort(grpc.port, `${at}.port`));
  if (sleep) {
    one('sleep', (at) => {
      const seconds = sleep.seconds ?? 0;
      if (graceSeconds === undefined || (seconds >= 0 && seconds <= graceSeconds)) return [];
      return [invalid(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`)];
    });
  }
  if (handlers === 0) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

const STOP_SIGNALS = ['SIGABRT', 'SIGALRM', 'SIGBUS', 'SIGCHLD', 'SIGCLD', 'SIGCONT', 'SIGFPE', 'SIGHUP', 'SIGILL', 'SIGINT', 'SIGIO', 'SIGIOT', 'SIGKILL', 'SIGPIPE', 'SIGPOLL', 'SIGPROF', 'SIGPWR',
  'SIGQUIT', 'SIGRTMAX', 'SIGRTMIN', 'SIGSEGV', 'SIGSTKFLT', 'SIGSTOP', 'SIGSYS', 'SIGTERM', 'SIGTRAP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGUSR1', 'SIGUSR2', 'SIGVTALRM', 'SIGWINCH',
  'SIGXCPU', 'SIGXFSZ'];

export function validateLifecycle(lifecycle: Lifecycle, graceSeconds: number | undefined, path: string, os: string | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (lifecycle.postStart) errors.push(...validateHandler(lifecycle.postStart, graceSeconds, `${path}.postStart`));
  if (lifecycle.preStop) errors.push(...validateHandler(lifecycle.preStop, graceSeconds, `${path}.preStop`));
  const signal = lifecycle.stopSignal;
  if (signal !== undefined) {
    const at = `${path}.stopSignal`;
    if (os === undefined) errors.push(forbiddenField(at, 'may not be set for containers with empty `spec.os.name`'));
    else if (!STOP_SIGNALS.includes(signal) && !/^SIGRT(MIN\+([1-9]|1[0-5])|MAX-([1-9]|1[0-4]))$/.test(signal)) errors.push(notSupported(at, signal, STOP_SIGNALS));
  }
  return errors;
}

const COUNTS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;

export function validateProbes(container: Container, graceSeconds: number | undefined, path: string): FieldError[] {
  return (['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((field) => {
    const probe = container[field];
    return probe ? validateProbe(probe, field, graceSeconds, `${path}.${field}`) : [];
  });
}

function validateProbe(probe: Probe, kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe', graceSeconds: number | undefined, path: string): FieldError[] {
  const errors = validateHandler(probe, graceSeconds, path);
  for (const field of COUNTS) if ((probe[field] ?? 0) < 0) errors.push(invalid(`${path}.${field}`, probe[field], NOT_NEGATIVE));
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  if (kind === 'readinessProbe') {
    if (grace !== undefined) errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
  } else if (probe.successThreshold !== 1) errors.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
  return errors;
}
