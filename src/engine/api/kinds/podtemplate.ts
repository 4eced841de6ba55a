/** https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates */
import { POD_TEMPLATES } from '../resource.ts';
import type { FieldError } from '../validation/field.ts';
import type { PodTemplate } from '../types.ts';
import { defineKind } from './kind.ts';
import { setTemplateDefaults } from './pod/defaults.ts';
import { validateTemplate } from './pod/template.ts';
import { templateWarnings } from './pod/warnings.ts';

const validate = (template: PodTemplate): FieldError[] => validateTemplate(template.template ?? {}, 'template');

export const POD_TEMPLATE = defineKind({
  resource: POD_TEMPLATES,
  singular: 'podtemplate',
  hasGeneration: true,
  setDefaults(template: PodTemplate) { setTemplateDefaults((template.template ??= {})); },
  validate,
  validateUpdate: validate,
  warnings: (template) => templateWarnings(template.template, 'template'),
});
