/** `kubectl explain`: fields and their docs out of the server's OpenAPI v3 documents. */
import { apiVersionOf } from '../client/discovery.ts';
import { stdout, type Steps } from '../effect.ts';
import { Failure, isNotFound, UsageFailure } from '../failure.ts';
import { groupVersionOf, type Mapping } from '../client/discovery.ts';
import type { Call } from '../call.ts';
import type { Command } from './command.ts';
import { Explanation, type Schema } from './explain/explanation.ts';
import { OldExplanation } from './explain/old-explanation.ts';

export const explainCommand: Command = {
  path: 'explain',
  *run(call) {
    const { flags, args } = call;
    if (args.length === 0) throw new UsageFailure('error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
    if (args.length > 1) throw new UsageFailure('error: We accept only this format: explain RESOURCE');
    const output = flags.string('output');
    if (output !== 'plaintext' && output !== 'plaintext-openapiv2') throw new Failure(`unrecognized format: ${output}`);
    const { mapping, path } = yield* subjectOf(call, args[0]!);
    const version = apiVersionOf(mapping);
    const schemas = yield* documentOf(call, mapping);
    const root = Object.values(schemas).find((schema) => schema['x-kubernetes-group-version-kind']?.some((gvk) => gvk.group === mapping.group && gvk.version === mapping.version && gvk.kind === mapping.kind));
    if (!root) throw new Failure(`couldn't find resource for "${version}, Kind=${mapping.kind}"`);
    if (output === 'plaintext-openapiv2') return yield* stdout(new OldExplanation(schemas, flags.bool('recursive')).text(root, path, mapping.kind, version));
    yield* stdout(`${mapping.group === '' ? '' : `GROUP:      ${mapping.group}\n`}KIND:       ${mapping.kind}\nVERSION:    ${mapping.version}\n\n`);
    yield* stdout(new Explanation(schemas, flags.bool('recursive')).text(root, path));
  },
};

function* subjectOf(call: Call, word: string): Steps<{ mapping: Mapping; path: string[] }> {
  if (!/^[^.[\]]+(\.[^.[\]]+)*\.?$/.test(word)) throw new Failure('invalid jsonpath syntax, first node must be field node');
  const words = word.split('.').filter((part) => part !== '');
  const wanted = call.flags.string('api-version');
  // `deployments.apps.spec`? A group may stand between the resource and its fields.
  for (let take = words.length; take >= 1; take--) {
    const mapping = yield* call.findMapping(words.slice(0, take).join('.'));
    if (!mapping || (take > 1 && mapping.group !== words.slice(1, take).join('.'))) continue;
    if (wanted === '') return { mapping, path: words.slice(take) };
    const { group, version } = groupVersionOf(wanted);
    const other = (yield* call.discovery()).forKind(group, mapping.kind, version);
    if (!other) throw new Failure(`couldn't find resource for "${group}/${version}, Resource=${mapping.resource}"`);
    return { mapping: other, path: words.slice(take) };
  }
  throw new UsageFailure(`the server doesn't have a resource type ${JSON.stringify(words[0])}`);
}

function* documentOf(call: Call, mapping: Mapping): Steps<Readonly<Record<string, Schema>>> {
  const path = mapping.group === '' ? `/openapi/v3/api/${mapping.version}` : `/openapi/v3/apis/${mapping.group}/${mapping.version}`;
  try {
    return (yield* call.client.get<{ components: { schemas: Readonly<Record<string, Schema>> } }>(path, { timeout: '32s' })).components.schemas;
  } catch (error) {
    if (isNotFound(error)) throw new Failure(`couldn't find resource for "${apiVersionOf(mapping)}, Kind=${mapping.kind}"`);
    throw error;
  }
}
