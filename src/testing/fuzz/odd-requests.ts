/**
 * Requests that no client should send, against a living cluster: manifests with parts left out, doubled or of the wrong type,
 * created, replaced, patched and deleted while the controllers run. Whatever comes, the API server answers as an API server and
 * no component fails over what it let in. (Upstream answers 500 to some patches, too: those texts are named here.)
 */
import { ADMINISTRATOR } from '../../rest/authenticate.ts';
import { RestServer } from '../../rest/rest-server.ts';
import { Cluster } from '../../engine/cluster/cluster.ts';
import { createRandom, type Random } from '../../engine/kernel/random.ts';
import { claimOf, configMapOf, daemonSetOf, deploymentOf, jobOf, statefulSetOf, volumeOf } from '../manifests.ts';

type Json = Record<string, unknown>;

const definition = (group: string, kind: string, schema: object): object => ({
  metadata: { name: `${kind.toLowerCase()}s.${group}` },
  spec: { group, scope: 'Namespaced', names: { plural: `${kind.toLowerCase()}s`, kind }, versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: schema } }] },
});

/** Paths, and what is well-formed there. */
const MANIFESTS: readonly (readonly [collection: string, manifest: object])[] = [
  ['/api/v1/namespaces/default/pods', { metadata: { name: 'pod', labels: { app: 'a' }, annotations: { x: 'y' } }, spec: {
    initContainers: [{ name: 'i', image: 'busybox', command: ['true'] }],
    containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80, name: 'web' }], env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }], resources: { requests: { cpu: '10m' }, limits: { memory: '1Gi' } },
      livenessProbe: { httpGet: { path: '/', port: 'web' } }, volumeMounts: [{ name: 'v', mountPath: '/v' }], securityContext: { capabilities: { add: ['NET_ADMIN'] } } }],
    volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'm', items: [{ key: 'k', path: 'p' }] } }] } }], tolerations: [{ operator: 'Exists' }],
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'a' } } }] } },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {} }],
  } }],
  ['/apis/apps/v1/namespaces/default/deployments', deploymentOf('web', { replicas: 2, strategy: { rollingUpdate: { maxSurge: '50%' } } })],
  ['/apis/apps/v1/namespaces/default/statefulsets', statefulSetOf('db', { volumeClaimTemplates: [claimOf('data', '1Gi')] })],
  ['/apis/apps/v1/namespaces/default/daemonsets', daemonSetOf('agent')],
  ['/apis/batch/v1/namespaces/default/jobs', jobOf('once', 'sleep 1', { completions: 2, podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } })],
  ['/apis/batch/v1/namespaces/default/cronjobs', { metadata: { name: 'often' }, spec: { schedule: '* * * * *', jobTemplate: { spec: jobOf('x', 'true').spec } } }],
  ['/api/v1/namespaces/default/configmaps', configMapOf('m')],
  ['/api/v1/namespaces/default/secrets', { metadata: { name: 's' }, type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{}' } }],
  ['/api/v1/namespaces/default/services', { metadata: { name: 'svc' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, sessionAffinity: 'ClientIP', ports: [{ name: 'a', port: 80, targetPort: 'web' }, { name: 'b', port: 81 }] } }],
  ['/api/v1/persistentvolumes', volumeOf('vol', '1Gi', { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }] } } })],
  ['/api/v1/namespaces/default/persistentvolumeclaims', claimOf('claim', '1Gi')],
  ['/api/v1/namespaces/default/resourcequotas', { metadata: { name: 'q' }, spec: { hard: { pods: '100', 'requests.cpu': '10' }, scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['x'] }] } } }],
  ['/api/v1/namespaces/default/limitranges', { metadata: { name: 'l' }, spec: { limits: [{ type: 'Container', default: { cpu: '1' }, max: { cpu: '2' } }, { type: 'PersistentVolumeClaim', max: { storage: '5Gi' } }] } }],
  ['/apis/networking.k8s.io/v1/namespaces/default/ingresses', { metadata: { name: 'in' }, spec: { rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'svc', port: { number: 80 } } } }] } }], tls: [{ hosts: ['a.example.com'] }] } }],
  ['/apis/networking.k8s.io/v1/namespaces/default/networkpolicies', { metadata: { name: 'np' }, spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 80 }] }] } }],
  ['/apis/policy/v1/namespaces/default/poddisruptionbudgets', { metadata: { name: 'pdb' }, spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } } }],
  ['/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers', { metadata: { name: 'hpa' }, spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }] } }],
  ['/apis/rbac.authorization.k8s.io/v1/clusterroles', { metadata: { name: 'cr' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
  ['/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', { metadata: { name: 'rb' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'ServiceAccount', name: 'default' }] }],
  ['/apis/certificates.k8s.io/v1/certificatesigningrequests', { metadata: { name: 'csr' }, spec: { request: 'eA==', signerName: 'example.com/a', usages: ['client auth'] } }],
  ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition('x.io', 'Foo', { type: 'object', properties: { spec: { type: 'object', properties: { a: { type: 'array', items: { type: 'string' }, default: ['x'] } }, 'x-kubernetes-validations': [{ rule: 'size(self.a) < 5' }] } } })],
  ['/apis/odd.example.com/v1/namespaces/default/odds', { apiVersion: 'odd.example.com/v1', kind: 'Odd', metadata: { name: 'odd' }, spec: { size: 3, tags: ['a'], map: { k: { n: 1 } } } }],
  ['/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies', { metadata: { name: 'vap' }, spec: { matchConstraints: { resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }] }, variables: [{ name: 'v', expression: '1' }], validations: [{ expression: 'variables.v == 1' }] } }],
];

const ODD_SCHEMA = { type: 'object', properties: { spec: { type: 'object', required: ['size'], properties: {
  size: { type: 'integer', minimum: 1 }, tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }, map: { type: 'object', additionalProperties: { type: 'object', properties: { n: { type: 'integer', default: 2 } } } },
}, 'x-kubernetes-validations': [{ rule: 'self.size < 100', message: 'large' }, { rule: '!has(self.tags) || !has(oldSelf.tags) || size(self.tags) >= size(oldSelf.tags)' }] }, status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } };

const ODD: readonly unknown[] = [null, '', 0, -1, 1.5, true, [], {}, 'no such value', 'x'.repeat(300), 2 ** 40, [null], { a: null }, '10%', '-1'];
/** What a real v1.36 answers with 500, too. */
const UPSTREAM = /failed to create typed patch object|does not contain declared merge key|list element types are not identical|resourceVersion should not be set|unable to find api field/;

/** One or two places of a copy changed. */
function changed(manifest: unknown, random: Random): Json {
  const copy = structuredClone(manifest) as Json;
  for (let i = random.int(2); i >= 0; i--) {
    let at: Json | unknown[] = copy;
    for (let depth = random.int(9); ; depth--) {
      const keys = Object.keys(at).filter((key) => key !== 'apiVersion' && key !== 'kind');
      if (!keys.length) break;
      const key = keys[random.int(keys.length)]!, value = (at as Json)[key];
      if (depth > 0 && typeof value === 'object' && value !== null) { at = value as Json; continue; }
      const act = random.int(3);
      if (Array.isArray(at) && act === 0) at.push(structuredClone(value));
      else if (act <= 1 && !Array.isArray(at)) delete at[key];
      else (at as Json)[key] = structuredClone(ODD[random.int(ODD.length)]);
      break;
    }
  }
  return copy;
}

/** Plays `rounds` requests; gives what went wrong, best nothing. */
export function playOddRequests(seed: number, rounds: number): string[] {
  const cluster = new Cluster({ seed, nodes: 2 });
  cluster.settle(2000);
  const rest = new RestServer({ api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: () => () => {}, authenticate: () => ADMINISTRATOR });
  const wrong: string[] = [];
  const ask = (method: string, path: string, body: unknown, type = 'application/json', query = ''): { status: number; text: string } => {
    const headers: Record<string, string> = { 'content-type': type };
    const reply = rest.answer({ method, path, query, body: body === undefined ? '' : JSON.stringify(body), header: (name) => headers[name] });
    const text = String(reply.body);
    if (reply.status >= 500 && !UPSTREAM.test(text)) wrong.push(`${method} ${path} ${reply.status} ${text.slice(0, 300)} for ${JSON.stringify(body).slice(0, 600)}`);
    return { status: reply.status, text };
  };
  ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition('odd.example.com', 'Odd', ODD_SCHEMA));
  cluster.settle(1000);
  const random = createRandom(seed, 'odd requests');
  for (let i = 0; i < rounds; i++) {
    const [collection, manifest] = MANIFESTS[i % MANIFESTS.length]!;
    const created = ask('POST', collection, changed(manifest, random), 'application/json', `fieldManager=a&fieldValidation=${random.int(2) ? 'Warn' : 'Ignore'}`);
    if (created.status !== 201) continue;
    const object = JSON.parse(created.text) as Json & { metadata: { name: string } };
    const path = `${collection}/${encodeURIComponent(object.metadata.name)}`;
    ask('PUT', path, changed(object, random));
    ask('PATCH', path, { spec: changed(object, random).spec }, random.int(2) ? 'application/merge-patch+json' : 'application/strategic-merge-patch+json');
    ask('PATCH', path, { ...changed(manifest, random), apiVersion: object.apiVersion, kind: object.kind, metadata: { name: object.metadata.name } }, 'application/apply-patch+yaml', 'fieldManager=b&force=true');
    ask('PUT', `${path}/status`, changed(object, random));
    if (i % 5 === 0) cluster.settle(500);
    ask('DELETE', path, undefined);
  }
  cluster.settle(60_000);
  return [...wrong, ...cluster.errors.map(({ component, loop, key, message }) => `${component} ${loop} ${key}: ${message}`)];
}
