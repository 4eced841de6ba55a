/**
 * Reviews: questions to the API server, answered and not stored
 * (https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access). Only their rules are here.
 */
import {
  LOCAL_SUBJECT_ACCESS_REVIEWS, SELF_SUBJECT_ACCESS_REVIEWS, SELF_SUBJECT_REVIEWS, SELF_SUBJECT_RULES_REVIEWS, SUBJECT_ACCESS_REVIEWS, TOKEN_REVIEWS,
} from '../resource.ts';
import type { LocalSubjectAccessReview, ObjectMeta, SubjectAccessReview } from '../types.ts';
import { invalid, type FieldError } from '../validation/field.ts';
import { defineKind } from './kind.ts';

type AccessSpec = Pick<SubjectAccessReview['spec'], 'resourceAttributes' | 'nonResourceAttributes'>;

const ONE_OF = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
const NOT_BOTH = 'cannot be specified in combination with resourceAttributes';
const create = { verbs: ['create'], hasGeneration: false, validateName: (): string[] => [] } as const;

/** Exactly one of the two: a resource or a path. Values are printed under Go's names. */
function validateAttributes({ resourceAttributes, nonResourceAttributes }: AccessSpec): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    return [invalid('spec.nonResourceAttributes', { Path: nonResourceAttributes.path ?? '', Verb: nonResourceAttributes.verb ?? '' }, NOT_BOTH)];
  }
  return !resourceAttributes && !nonResourceAttributes ? [invalid('spec.resourceAttributes', null, ONE_OF)] : [];
}

const validateSubject = ({ user, groups }: SubjectAccessReview['spec']): FieldError[] =>
  (!user && !groups?.length ? [invalid('spec.user', user ?? '', 'at least one of user or group must be specified')] : []);

/** Metadata says nothing about a question. What the server itself set does not count. */
function validateNoMetadata(metadata: ObjectMeta, namespaced: boolean): FieldError[] {
  const { managedFields: _fields, creationTimestamp: _time, uid: _uid, namespace, ...rest } = metadata;
  const given = Object.keys(rest).length > 0 || (namespace && !namespaced);
  return given ? [invalid('metadata', metadata, namespaced ? 'must be empty except for namespace' : 'must be empty')] : [];
}

function validateLocal(review: LocalSubjectAccessReview): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = review.spec;
  const errors = [...validateAttributes(review.spec), ...validateSubject(review.spec), ...validateNoMetadata(review.metadata, true)];
  if (resourceAttributes && (resourceAttributes.namespace ?? '') !== (review.metadata.namespace ?? '')) {
    errors.push(invalid('spec.resourceAttributes.namespace', resourceAttributes.namespace ?? '', 'must match metadata.namespace'));
  }
  if (nonResourceAttributes) errors.push(invalid('spec.nonResourceAttributes', { Path: nonResourceAttributes.path ?? '', Verb: nonResourceAttributes.verb ?? '' }, 'disallowed on this kind of request'));
  return errors;
}

export const TOKEN_REVIEW = defineKind({ ...create, resource: TOKEN_REVIEWS, singular: 'tokenreview' });
export const SELF_SUBJECT_REVIEW = defineKind({ ...create, resource: SELF_SUBJECT_REVIEWS, singular: 'selfsubjectreview' });
export const SELF_SUBJECT_RULES_REVIEW = defineKind({ ...create, resource: SELF_SUBJECT_RULES_REVIEWS, singular: 'selfsubjectrulesreview' });
export const SUBJECT_ACCESS_REVIEW = defineKind({
  ...create, resource: SUBJECT_ACCESS_REVIEWS, singular: 'subjectaccessreview',
  validate: (review) => [...validateAttributes(review.spec), ...validateSubject(review.spec), ...validateNoMetadata(review.metadata, false)],
});
export const SELF_SUBJECT_ACCESS_REVIEW = defineKind({
  ...create, resource: SELF_SUBJECT_ACCESS_REVIEWS, singular: 'selfsubjectaccessreview',
  validate: (review) => [...validateAttributes(review.spec), ...validateNoMetadata(review.metadata, false)],
});
export const LOCAL_SUBJECT_ACCESS_REVIEW = defineKind({ ...create, resource: LOCAL_SUBJECT_ACCESS_REVIEWS, singular: 'localsubjectaccessreview', validate: validateLocal });
