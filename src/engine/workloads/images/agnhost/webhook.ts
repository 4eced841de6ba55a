/**
 * `agnhost webhook`: an admission webhook for trying webhooks out; each path is a rule of its own
 * (https://pkg.go.dev/k8s.io/kubernetes/test/images/agnhost, section webhook).
 */
import { encodeBytes, utf8Bytes } from '../../../api/base64.ts';
import { json, plainText, type HttpRequest, type HttpResponse } from '../../http.ts';

interface Review {
  apiVersion: string;
  kind: string;
  request: {
    uid: string; operation: string; name?: string; subResource?: string;
    object?: Reviewed | null; oldObject?: Reviewed | null;
  };
}

interface Reviewed {
  metadata?: { name?: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec?: { containers?: { name: string }[]; initContainers?: { name: string }[] };
  stdin?: boolean;
  container?: string;
}

interface Verdict { allowed: boolean; status?: object; patch?: readonly object[]; afterMs?: number }

const ALLOWED: Verdict = { allowed: true };
const refused = (status: object): Verdict => ({ allowed: false, status });
const subjectOf = ({ request }: Review): Reviewed => (request.operation === 'DELETE' ? request.oldObject : request.object) ?? {};

const LABEL = 'webhook-e2e-test';
const PATIENCE_MS = 5000;

/** Data with the marked key may not come in, or not go. */
const dataRule = (what: string, unwanted: string) => (review: Review): Verdict => {
  const mark = subjectOf(review).data?.[LABEL];
  if (review.request.operation === 'DELETE') {
    return mark === 'webhook-nondeletable' ? refused({ reason: `the ${what} cannot be deleted because it contains unwanted key and value` }) : ALLOWED;
  }
  return mark === 'webhook-disallow' ? refused({ reason: `the ${what} contains unwanted ${unwanted}` }) : ALLOWED;
};

/** A second webhook of the kind goes on where the first left off. */
function stages(review: Review): Verdict {
  const { data = {} } = subjectOf(review);
  const stage = data['mutation-stage-1'] === 'yes' ? 2 : data['mutation-start'] === 'yes' ? 1 : 0;
  return stage === 0 ? ALLOWED : { allowed: true, patch: [{ op: 'add', path: `/data/mutation-stage-${stage}`, value: 'yes' }] };
}

function addLabel(review: Review): Verdict {
  const { labels = {} } = subjectOf(review).metadata ?? {};
  if (labels['added-label'] === 'yes') return ALLOWED;
  if (Object.keys(labels).length === 0) return { allowed: true, patch: [{ op: 'add', path: '/metadata/labels', value: { 'added-label': 'yes' } }] };
  return { allowed: true, patch: [{ op: labels['added-label'] === undefined ? 'add' : 'replace', path: '/metadata/labels/added-label', value: 'yes' }] };
}

function pods(review: Review): Verdict {
  const { metadata, spec } = subjectOf(review);
  const mark = metadata?.labels?.[LABEL];
  const reasons = [
    ...(mark === 'webhook-disallow' ? ['the pod contains unwanted label;'] : []),
    ...(spec?.containers ?? []).filter(({ name }) => name.includes('webhook-disallow')).map(() => 'the pod contains unwanted container name;'),
  ];
  const verdict = reasons.length > 0 ? refused({ message: reasons.join(' ') }) : ALLOWED;
  return mark === 'wait-forever' ? { ...verdict, afterMs: Infinity } : verdict;
}

function mutatingPods(review: Review): Verdict {
  const { metadata, spec } = subjectOf(review);
  if (metadata?.name !== 'webhook-to-be-mutated' || spec?.initContainers?.some(({ name }) => name === 'webhook-added-init-container')) return ALLOWED;
  return { allowed: true, patch: [{ op: 'add', path: '/spec/initContainers', value: [{ image: 'webhook-added-image', name: 'webhook-added-init-container', resources: {} }] }] };
}

const mutatingPodsSidecar = (image: string | undefined) => (review: Review): Verdict => {
  if (!image) return refused({ status: 'Failure', message: 'No image specified by the sidecar-image parameter', code: 500 });
  if (subjectOf(review).spec?.containers?.some(({ name }) => name === 'webhook-added-sidecar')) return ALLOWED;
  return { allowed: true, patch: [{ op: 'add', path: '/spec/containers/-', value: { image, name: 'webhook-added-sidecar', resources: {} } }] };
};

function attach({ request }: Review): Verdict {
  if (request.name !== 'to-be-attached-pod' || !request.object?.stdin || request.object.container !== 'container1') return ALLOWED;
  return refused({ message: "attaching to pod 'to-be-attached-pod' is not allowed" });
}

const RULES: Readonly<Record<string, (review: Review, sidecarImage: string | undefined) => Verdict>> = {
  '/always-allow-delay-5s': () => ({ allowed: true, afterMs: PATIENCE_MS }),
  '/always-deny': () => refused({ message: 'this webhook denies all requests' }),
  '/add-label': addLabel,
  '/pods': pods,
  '/pods/attach': attach,
  '/mutating-pods': mutatingPods,
  '/mutating-pods-sidecar': (review, image) => mutatingPodsSidecar(image)(review),
  '/configmaps': dataRule('configmap', 'key and value'),
  '/mutating-configmaps': stages,
  '/custom-resource': dataRule('custom resource', 'data'),
  '/mutating-custom-resource': stages,
  '/crd': (review) => (subjectOf(review).metadata?.labels?.[LABEL] === 'webhook-disallow' ? refused({ message: 'the crd contains unwanted label' }) : ALLOWED),
};

export function answerWebhook(request: HttpRequest, sidecarImage: string | undefined): HttpResponse {
  if (request.path === '/readyz') return plainText(200, 'ok');
  const rule = RULES[request.path];
  if (!rule) return plainText(404, '404 page not found\n');
  let review: Review;
  try { review = JSON.parse(request.body) as Review; } catch (error) { return plainText(400, `Request could not be decoded: ${(error as Error).message}\n`); }
  const { allowed, status, patch, afterMs } = rule(review, sidecarImage);
  const response = { uid: review.request.uid, allowed, ...(status ? { status: { metadata: {}, ...status } } : {}), ...(patch ? { patch: encodeBytes(utf8Bytes(JSON.stringify(patch))), patchType: 'JSONPatch' } : {}) };
  return { ...json({ kind: 'AdmissionReview', apiVersion: review.apiVersion, response }), ...(afterMs === undefined ? {} : { afterMs }) };
}
