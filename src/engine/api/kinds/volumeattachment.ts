import { deepEqual } from '../deep-equal.ts';
import { VOLUME_ATTACHMENTS } from '../resource.ts';
import type { VolumeAttachment } from '../types.ts';
import { forbiddenField, invalid, required, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { validateCsiDriverName } from './persistentvolume/sources.ts';

function validate(attachment: VolumeAttachment): FieldError[] {
  const { attacher = '', nodeName = '', source } = attachment.spec ?? {};
  const errors = validateCsiDriverName(attacher, 'spec.attacher');
  const { persistentVolumeName, inlineVolumeSpec } = source ?? {};
  if (inlineVolumeSpec && persistentVolumeName) errors.push(forbiddenField('spec.source', 'may not specify both inlineVolumeSpec and persistentVolumeName'));
  else if (!inlineVolumeSpec && persistentVolumeName === undefined) errors.push(required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'));
  else if (persistentVolumeName === '') errors.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  for (const text of isDNS1123Subdomain(nodeName)) errors.push(invalid('spec.nodeName', nodeName, text));
  return errors;
}

export const VOLUME_ATTACHMENT = defineKind({
  resource: VOLUME_ATTACHMENTS,
  singular: 'volumeattachment',
  subresources: ['status'],
  hasGeneration: false,
  requiresResourceVersion: true,
  prepareForCreate(attachment) { attachment.status = { attached: false }; },
  validate,
  validateUpdate: (attachment, old) => [
    ...validate(attachment), ...(deepEqual(attachment.spec, old.spec) ? [] : [invalid('spec', attachment.spec, 'field is immutable')]),
  ],
});
