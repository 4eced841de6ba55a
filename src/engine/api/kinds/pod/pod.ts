/**
 * Pods (https://kubernetes.io/docs/concepts/workloads/pods/). What is said of a spec holds for templates too:
 * `setPodSpecDefaults` in `./defaults.ts` and `validatePodSpec` in `./validate-spec.ts` know nothing of metadata.
 */
import { PODS } from '../../resource.ts';
import { isDNS1123Label } from '../../validation/names.ts';
import { defineKind } from '../kind.ts';
import { setPodDefaults } from './defaults.ts';
import { appArmorWarnings, preparePodForCreate } from './prepare.ts';
import { validatePod } from './validate-pod.ts';
import { validatePodStatusUpdate } from './validate-status.ts';
import { validatePodUpdate } from './validate-update.ts';
import { podWarnings } from './warnings.ts';

export const POD = defineKind({
  resource: PODS,
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  hasGeneration: true,
  subresources: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize', 'status'],
  fieldLabels: {
    'spec.nodeName': (pod) => pod.spec?.nodeName ?? '',
    'spec.host': (pod) => pod.spec?.nodeName ?? '',
    'spec.restartPolicy': (pod) => pod.spec?.restartPolicy ?? '',
    'spec.schedulerName': (pod) => pod.spec?.schedulerName ?? '',
    'spec.serviceAccountName': (pod) => pod.spec?.serviceAccountName ?? '',
    'spec.hostNetwork': (pod) => String(pod.spec?.hostNetwork ?? false),
    'status.phase': (pod) => pod.status?.phase ?? '',
    'status.podIP': (pod) => pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '',
    'status.podIPs': (pod) => pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '',
    'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName ?? '',
  },
  setDefaults: setPodDefaults,
  prepareForCreate: preparePodForCreate,
  preparationWarnings: appArmorWarnings,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  warnings(pod, old) {
    const { name = '' } = pod.metadata;
    const texts = old ? [] : isDNS1123Label(name);
    const named = texts.length ? [`metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${texts.join(' ')}]`] : [];
    return [...named, ...podWarnings(pod.spec!, pod.metadata)];
  },
});
