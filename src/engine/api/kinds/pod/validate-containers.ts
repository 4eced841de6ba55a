/** Containers of all sorts: app, init and sidecar, ephemeral (https://kubernetes.io/docs/concepts/workloads/pods/). */
import type { Container, PodSpec } from '../../types.ts';
import { duplicate, forbiddenField, invalid, notFoundField, notSupported, required, tooMany, type FieldError } from '../../validation/field.ts';
import { isDNS1123Label, isValidPortName, isValidPortNum } from '../../validation/names.ts';
import { validateLifecycle, validateProbes } from './handlers.ts';
import { validateMounts } from './mounts.ts';
import { validateResources } from './resources.ts';
import { validateSecurityContext } from './security.ts';
import { validateEnv, validateEnvFrom } from './validate-env.ts';
import type { Volumes } from './validate-volumes.ts';

/** What a container's rules look at besides the container. */
export interface PodScope {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  readonly claims: ReadonlySet<string>;
  readonly isPod: boolean;
}

type Port = NonNullable<Container['ports']>[number];

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];

export function validatePullPolicy(policy: string | undefined, field: string): FieldError[] {
  if (!policy) return [required(field)];
  return PULL_POLICIES.includes(policy) ? [] : [notSupported(field, policy, PULL_POLICIES)];
}

export function validateContainers(scope: PodScope, path: string): FieldError[] {
  const containers = scope.spec.containers ?? [];
  if (!containers.length) return [required(path)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  containers.forEach((container, i) => {
    const at = `${path}[${i}]`;
    const name = container.name ?? '';
    errors.push(...validateCommon(container, scope, at));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    errors.push(...validateRunning(container, scope, at));
    errors.push(...validateRestart(container, at));
  });
  return [...errors, ...hostPortConflicts(containers, path)];
}

export function validateInitContainers(scope: PodScope, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set((scope.spec.containers ?? []).map((c) => c.name ?? ''));
  scope.spec.initContainers?.forEach((container, i) => {
    const at = `${path}[${i}]`;
    const name = container.name ?? '';
    const sidecar = container.restartPolicy === 'Always';
    errors.push(...validateCommon(container, scope, at), ...validateRestart(container, at));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    else if (name) names.add(name);
    errors.push(...hostPortConflicts([container], path));
    if (sidecar) errors.push(...validateRunning(container, scope, at));
    else {
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
        if (container[field]) errors.push(forbiddenField(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
      }
    }
  });
  return errors;
}

/** What only containers that stay have: hooks and probes. */
function validateRunning(container: Container, { spec }: PodScope, path: string): FieldError[] {
  const grace = spec.terminationGracePeriodSeconds;
  return [
    ...(container.lifecycle ? validateLifecycle(container.lifecycle, grace, `${path}.lifecycle`, spec.os?.name) : []),
    ...validateProbes(container, grace, path),
  ];
}

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const MAX_RESTART_RULES = 20;
const MAX_EXIT_CODES = 255;

/** Restart policies of single containers (KEP-5307). */
function validateRestart(container: Container, path: string): FieldError[] {
  const { restartPolicy, restartPolicyRules: rules } = container;
  const errors: FieldError[] = [];
  if (restartPolicy !== undefined && !RESTART_POLICIES.includes(restartPolicy)) errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, RESTART_POLICIES));
  if (rules === undefined) return errors;
  if (rules.length && restartPolicy === undefined) errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  if (rules.length > MAX_RESTART_RULES) errors.push(tooMany(`${path}.restartPolicyRules`, rules.length, MAX_RESTART_RULES));
  rules.forEach((rule, i) => {
    const at = `${path}.restartPolicyRules[${i}]`;
    if (rule.action !== 'Restart' && rule.action !== 'RestartAllContainers') errors.push(notSupported(`${at}.action`, rule.action ?? '', ['Restart', 'RestartAllContainers']));
    const codes = rule.exitCodes;
    if (!codes) { errors.push(required(`${at}.exitCodes`, 'must be specified')); return; }
    if (codes.operator !== 'In' && codes.operator !== 'NotIn') errors.push(notSupported(`${at}.exitCodes.operator`, codes.operator ?? '', ['In', 'NotIn']));
    const values = codes.values ?? [];
    if (!values.length) errors.push(invalid(`${at}.exitCodes.values`, values, 'must specify at least one value'));
    else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(`${at}.exitCodes.values`, values.length, MAX_EXIT_CODES));
  });
  return errors;
}

const FORBIDDEN_IN_EPHEMERAL = ['ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

export function validateEphemeralContainers(scope: PodScope, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { spec } = scope;
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((c) => c.name ?? ''));
  const names = new Set(others);
  spec.ephemeralContainers?.forEach((ephemeral, i) => {
    const at = `${path}[${i}]`;
    const name = ephemeral.name ?? '';
    errors.push(...validateCommon(ephemeral as Container, scope, at), ...validateImageSpace(ephemeral as Container, at));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    const target = ephemeral.targetContainerName;
    if (target && !others.has(target)) errors.push(notFoundField(`${at}.targetContainerName`, target));
    for (const field of FORBIDDEN_IN_EPHEMERAL) {
      const value = ephemeral[field];
      const empty = value === undefined || value === null || (Array.isArray(value) && !value.length) || (field === 'resources' && !Object.keys(value as object).length);
      if (!empty) errors.push(forbiddenField(`${at}.${field}`, 'cannot be set for an Ephemeral Container'));
    }
    ephemeral.volumeMounts?.forEach((mount, m) => {
      for (const field of ['subPath', 'subPathExpr'] as const) {
        if (mount[field]) errors.push(forbiddenField(`${at}.volumeMounts[${m}].${field}`, 'cannot be set for an Ephemeral Container'));
      }
    });
  });
  return errors;
}

/** Only pods mind white space around an image; templates have always taken it. */
export const validateImageSpace = (container: Container, path: string): FieldError[] =>
  (container.image ?? '').trim() === (container.image ?? '') ? [] : [invalid(`${path}.image`, container.image, 'must not have leading or trailing whitespace')];

function validateCommon(container: Container, { spec, volumes, claims }: PodScope, path: string): FieldError[] {
  const name = container.name ?? '';
  const errors: FieldError[] = name ? isDNS1123Label(name).map((text) => invalid(`${path}.name`, name, text)) : [required(`${path}.name`)];
  if (!container.image) errors.push(required(`${path}.image`));
  const policy = container.terminationMessagePolicy;
  if (!policy) errors.push(required(`${path}.terminationMessagePolicy`));
  else if (!MESSAGE_POLICIES.includes(policy)) errors.push(notSupported(`${path}.terminationMessagePolicy`, policy, MESSAGE_POLICIES));
  errors.push(...validatePorts(container.ports ?? [], `${path}.ports`));
  errors.push(...validateEnv(container.env ?? [], `${path}.env`, volumes));
  errors.push(...validateEnvFrom(container.envFrom ?? [], `${path}.envFrom`));
  errors.push(...validateMounts(container, volumes, path));
  errors.push(...validatePullPolicy(container.imagePullPolicy, `${path}.imagePullPolicy`));
  errors.push(...validateResources(container.resources ?? {}, claims, `${path}.resources`));
  errors.push(...validateResizePolicy(container.resizePolicy ?? [], spec.restartPolicy, `${path}.resizePolicy`));
  errors.push(...validateSecurityContext(container.securityContext, `${path}.securityContext`, spec.hostUsers ?? true));
  return errors;
}

function validatePorts(ports: readonly Port[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach((port, i) => {
    const at = `${path}[${i}]`;
    if (port.name) {
      const texts = isValidPortName(port.name);
      if (texts.length) for (const text of texts) errors.push(invalid(`${at}.name`, port.name, text));
      else if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      else names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else for (const text of isValidPortNum(port.containerPort)) errors.push(invalid(`${at}.containerPort`, port.containerPort, text));
    if (port.hostPort) for (const text of isValidPortNum(port.hostPort)) errors.push(invalid(`${at}.hostPort`, port.hostPort, text));
    if (!port.protocol) errors.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
  });
  return errors;
}

function hostPortConflicts(containers: readonly Container[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  containers.forEach((container, c) => container.ports?.forEach((port, p) => {
    if (!port.hostPort) return;
    const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
    if (taken.has(key)) errors.push(duplicate(`${path}[${c}].ports[${p}].hostPort`, key));
    taken.add(key);
  }));
  return errors;
}

const RESIZE_RESOURCES = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

function validateResizePolicy(policies: NonNullable<Container['resizePolicy']>, restartPolicy: string | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  policies.forEach(({ resourceName = '', restartPolicy: policy = '' }, i) => {
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${i}]`, resourceName));
    seen.add(resourceName);
    if (!resourceName) errors.push(required(path));
    else if (!RESIZE_RESOURCES.includes(resourceName)) errors.push(notSupported(path, resourceName, RESIZE_RESOURCES));
    if (!policy) errors.push(required(path));
    else if (!RESIZE_POLICIES.includes(policy)) errors.push(notSupported(path, policy, RESIZE_POLICIES));
    if (restartPolicy === 'Never' && policy !== 'NotRequired') errors.push(invalid(path, policy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
  });
  return errors;
}
