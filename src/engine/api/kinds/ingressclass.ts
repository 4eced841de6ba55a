/** https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class */
import { INGRESS_CLASSES } from '../resource.ts';
import type { IngressClass } from '../types.ts';
import { forbiddenField, invalid, notSupported, required, tooLong, type FieldError } from '../validation/field.ts';
import { isDNS1123Label, isDomainPrefixedPath } from '../validation/names.ts';
import { validateTypedReference } from './ingress.ts';
import { defineKind } from './kind.ts';

const MAX_CONTROLLER = 250;

function validate(ingressClass: IngressClass): FieldError[] {
  const errors: FieldError[] = [];
  const { controller = '', parameters } = ingressClass.spec ?? {};
  if (controller.length > MAX_CONTROLLER) errors.push(tooLong('spec.controller', MAX_CONTROLLER));
  if (!controller) errors.push(required('spec.controller'));
  else for (const text of isDomainPrefixedPath(controller)) errors.push(invalid('spec.controller', controller, text));
  if (!parameters) return errors;
  const path = 'spec.parameters';
  errors.push(...validateTypedReference(parameters, path));
  const { scope, namespace } = parameters;
  if (!scope) errors.push(required(`${path}.scope`));
  else if (scope === 'Cluster') {
    if (namespace !== undefined) errors.push(forbiddenField(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (scope === 'Namespace') {
    if (namespace === undefined) errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else for (const text of isDNS1123Label(namespace)) errors.push(invalid(`${path}.namespace`, namespace, text));
  } else errors.push(notSupported(`${path}.scope`, scope, ['Cluster', 'Namespace']));
  return errors;
}

export const INGRESS_CLASS = defineKind({
  resource: INGRESS_CLASSES,
  singular: 'ingressclass',
  hasGeneration: true,
  setDefaults(ingressClass) {
    const { parameters } = ingressClass.spec ?? {};
    if (parameters && !parameters.scope) ingressClass.spec = { ...ingressClass.spec, parameters: { ...parameters, scope: 'Cluster' } };
  },
  validate,
  validateUpdate: (ingressClass, old) => [
    ...(ingressClass.spec?.controller === old.spec?.controller ? [] : [invalid('spec.controller', ingressClass.spec?.controller ?? '', 'field is immutable')]),
    ...validate(ingressClass),
  ],
});
