/** Which objects a command is about: types and names, selectors, files. kubectl's resource builder. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { groupVersionOf, noSuchResource, pathOf, type Mapping } from '../client/discovery.ts';
import type { Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import { objectsOf, readDocuments } from '../files/documents.ts';
import { buildKustomization } from '../kustomize/build.ts';

/** One object of a command: named, or as read from a file. */
export interface Target {
  readonly mapping: Mapping;
  /** undefined for cluster-scoped resources. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** Out of a file, in the namespace where it will be. */
  readonly object?: AnyObject;
  /** As the file has it. */
  readonly written?: AnyObject;
  readonly source?: string;
}

/** A collection to list. */
export interface Collection {
  readonly mapping: Mapping;
  readonly namespace: string | undefined;
}

export type Selection =
  | { readonly by: 'file'; readonly targets: readonly Target[] }
  | { readonly by: 'name'; readonly targets: readonly Target[]; readonly single: boolean }
  | { readonly by: 'type'; readonly collections: readonly Collection[] };

export interface SelectOptions {
  readonly args: readonly string[];
  readonly files?: readonly string[];
  readonly recursive?: boolean;
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  /** `--all` */
  readonly all?: boolean;
  /** Types without names and selectors mean all of them (get, describe). */
  readonly typesMeanAll?: boolean;
  /** What `type` means when the first argument names no type (`logs`, `exec`). */
  readonly defaultType?: string;
  /** False: a single word without a slash is always a name. */
  readonly plainMeansType?: boolean;
  /** Say what files lack in the words of validation. */
  readonly validate?: boolean;
  /** What is printed without any argument. */
  readonly missing?: () => Failure;
}

export const provide = (): Failure => new Failure(PROVIDE);

const PROVIDE = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

export function* select(call: Call, options: SelectOptions): Steps<Selection> {
  const files = options.files ?? [];
  if (files.length > 0 || kustomizeOf(call) !== '') {
    if (options.args.length > 0) throw new Failure("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well");
    return { by: 'file', targets: yield* fileTargets(call, files, options) };
  }
  const { args } = options;
  const selecting = (options.selector ?? '') !== '' || (options.fieldSelector ?? '') !== '';
  if (args.length === 0 && selecting && !options.missing) throw new Failure('at least one resource must be specified to use a selector');
  if (args.length === 0) throw options.missing?.() ?? new Failure(PROVIDE);
  if (args.some((arg) => arg.includes('/'))) return yield* slashTargets(call, args, options, selecting);
  if (options.all && selecting) throw new Failure('setting \'all\' parameter but found a non empty selector. ');
  const [words = '', ...names] = args;
  if (names.length > 0) {
    if (selecting) throw new Failure('name cannot be provided when a selector is specified');
    if (options.all) throw new Failure('name cannot be provided when a selector is specified');
  } else if (options.defaultType !== undefined && (options.plainMeansType === false || !(yield* isType(call, words)))) {
    return yield* named(call, [[options.defaultType, words]], options);
  }
  if (names.length === 0) {
    if (!selecting && !options.all && !options.typesMeanAll) throw new Failure('resource(s) were provided, but no name was specified');
    const mappings = yield* mappingsOf(call, words);
    return { by: 'type', collections: mappings.map((mapping) => ({ mapping, namespace: scope(call, mapping, options) })) };
  }
  if (options.allNamespaces) throw new Failure('a resource cannot be retrieved by name across all namespaces');
  const targets: Target[] = [];
  for (const mapping of yield* mappingsOf(call, words)) for (const name of names) targets.push({ mapping, namespace: mapping.namespaced ? call.namespace : undefined, name });
  return { by: 'name', targets, single: targets.length === 1 };
}

function* isType(call: Call, word: string): Steps<boolean> {
  return (yield* call.findMapping(word)) !== undefined && word.includes('.');
}

function* slashTargets(call: Call, args: readonly string[], options: SelectOptions, selecting: boolean): Steps<Selection> {
  const pairs: [string, string][] = [];
  for (const arg of args) {
    const parts = arg.split('/');
    if (parts.length === 1) {
      throw new Failure(`there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. '${call.program} get resource/<resource_name>' instead of '${call.program} get resource resource/<resource_name>'`);
    }
    if (parts.length > 2) throw new Failure('arguments in resource/name form may not have more than one slash');
    if (parts[0] === '' || parts[1] === '' || parts[0]!.includes(',')) throw new Failure('arguments in resource/name form must have a single resource and name');
    pairs.push([parts[0]!, parts[1]!]);
  }
  if (selecting) throw new Failure('name cannot be provided when a selector is specified');
  if (options.allNamespaces) throw new Failure('a resource cannot be retrieved by name across all namespaces');
  return yield* named(call, pairs, options);
}

function* named(call: Call, pairs: readonly (readonly [string, string])[], options: SelectOptions): Steps<Selection> {
  const targets: Target[] = [];
  for (const [type, name] of pairs) {
    const mapping = yield* call.mapping(type);
    targets.push({ mapping, namespace: scope(call, mapping, options), name });
  }
  return { by: 'name', targets, single: targets.length === 1 };
}

/** `pods,svc`, `all`. */
export function* mappingsOf(call: Call, words: string): Steps<Mapping[]> {
  const mappings: Mapping[] = [];
  for (const word of words.split(',')) {
    if (word === '') throw noSuchResource('');
    const category = word.includes('.') ? [] : (yield* call.discovery()).category(word);
    if (category.length > 0 && !(yield* call.findMapping(word))) mappings.push(...category);
    else mappings.push(yield* call.mapping(word));
  }
  if (mappings.length === 0) throw noSuchResource('');
  return mappings;
}

const scope = (call: Call, mapping: Mapping, options: SelectOptions): string | undefined =>
  mapping.namespaced ? (options.allNamespaces ? undefined : call.namespace) : undefined;

/** `-k`, or ''. */
export const kustomizeOf = (call: Call): string => (call.flags.has('kustomize') ? call.flags.string('kustomize') : '');

/** Objects are named by `-f` or `-k`. */
export const fromFiles = (call: Call): boolean => (call.flags.has('filename') && call.flags.list('filename').length > 0) || kustomizeOf(call) !== '';

/** The objects of files (or of `-k`), each with the namespace it will be in. */
export function* fileTargets(call: Call, files: readonly string[], options: SelectOptions): Steps<Target[]> {
  const targets: Target[] = [];
  const kustomize = kustomizeOf(call);
  if (kustomize !== '') {
    if (files.length > 0) throw new Failure('only one of -f or -k can be specified');
    for (const object of yield* buildKustomization(kustomize)) targets.push(yield* fileTarget(call, object, kustomize));
    return targets;
  }
  for (const document of yield* readDocuments(files, options.recursive ?? false)) {
    const objects = objectsOf(document, options.validate ?? false);
    refuseWithout(call, document.source, options.validate ?? false);
    for (const object of objects) targets.push(yield* fileTarget(call, object, document.source));
  }
  return targets;
}

/** Files are checked and recognized with what the server says; without one neither can be. */
function refuseWithout({ client }: Call, source: string, validate: boolean): void {
  const why = client.unreached(validate ? '/openapi/v2?timeout=32s' : '/api?timeout=32s');
  if (why === undefined) return;
  throw new Failure(validate ? `error validating ${JSON.stringify(source)}: error validating data: failed to download openapi: ${why}; if you choose to ignore these errors, turn validation off with --validate=false` : `unable to recognize ${JSON.stringify(source)}: ${why}`);
}

export function* fileTarget(call: Call, object: AnyObject, source: string): Steps<Target> {
  const { group, version } = groupVersionOf(object.apiVersion ?? '');
  const mapping = (yield* call.discovery()).forKind(group, object.kind ?? '', version) ?? (yield* call.rediscover()).forKind(group, object.kind ?? '', version);
  if (!mapping) {
    throw new Failure(`resource mapping not found for name: ${JSON.stringify(object.metadata.name ?? '')} namespace: ${JSON.stringify(object.metadata.namespace ?? '')} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(object.kind)} in version ${JSON.stringify(object.apiVersion)}\nensure CRDs are installed first`);
  }
  let placed = object;
  if (mapping.namespaced) {
    const own = object.metadata.namespace;
    if (own && call.namespaceGiven && own !== call.namespace) {
      throw new Failure(`the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(call.namespace)}. You must pass '--namespace=${own}' to perform this operation.`);
    }
    if (!own) placed = { ...object, metadata: { ...object.metadata, namespace: call.namespace } };
  } else if (object.metadata.namespace) {
    const { namespace: _, ...metadata } = object.metadata;
    placed = { ...object, metadata };
  }
  return { mapping, namespace: mapping.namespaced ? placed.metadata.namespace : undefined, name: placed.metadata.name ?? '', object: placed, written: object, source };
}

/** The path of a target. */
export const targetPath = ({ mapping, namespace, name }: Target, subresource?: string): string => pathOf(mapping, namespace, name, subresource);
