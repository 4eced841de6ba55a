/** `kubectl cp`: files to and from containers, through `tar` that runs there. */
import type { Pod } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { readFile, stderr, stdout, writeFile, type Steps } from '../effect.ts';
import { Exit, Failure } from '../failure.ts';
import { getObject } from '../resources/objects.ts';
import { readTar, writeTar, type TarEntry } from '../text/tar.ts';
import type { Command } from './command.ts';
import { containerOf, runIn } from './exec.ts';

interface Place { readonly namespace: string; readonly pod: string; readonly path: string }

const FORM = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

function placeOf(call: Call, text: string): Place {
  const colon = text.indexOf(':');
  if (colon === 0) throw new Failure(FORM);
  if (colon < 0) return { namespace: '', pod: '', path: text };
  const parts = text.slice(0, colon).split('/');
  if (parts.length > 2) throw new Failure(FORM);
  const [namespace, pod] = parts.length === 2 ? parts as [string, string] : [call.namespace, parts[0]!];
  return { namespace, pod, path: text.slice(colon + 1) };
}

export const cpCommand: Command = {
  path: 'cp',
  *run(call) {
    if (call.args.length !== 2) throw new Failure('source and destination are required');
    const [from, to] = call.args.map((text) => placeOf(call, text)) as [Place, Place];
    if (from.pod !== '' && to.pod !== '') throw new Failure('one of src or dest must be a local file specification');
    if (from.pod === '' && to.pod === '') throw new Failure('one of src or dest must be a remote file specification');
    if (from.path === '' || to.path === '') throw new Failure('filepath can not be empty');
    if (from.pod === '') yield* upload(call, from, to);
    else yield* download(call, from, to);
  },
};

function* podAt(call: Call, { namespace, pod }: Place, note: (text: string) => Steps): Steps<{ pod: Pod; container: string }> {
  const found = yield* getObject<Pod>(call, { mapping: yield* call.mapping('pods'), namespace, name: pod });
  return { pod: found, container: yield* containerOf(call, found, '', note) };
}

function* upload(call: Call, from: Place, to: Place): Steps {
  const base = from.path.replace(/\/+$/, '').split('/').at(-1)!;
  const file = yield* readFile(from.path);
  if ('error' in file) throw new Failure(`${from.path} doesn't exist in local filesystem`);
  const { pod, container } = yield* podAt(call, to, stderr);
  const isFolder = (yield* runIn(call, pod, container, ['test', '-d', to.path])).code === 0;
  const target = isFolder ? `${to.path.replace(/\/+$/, '')}/${base}` : to.path;
  const slash = target.lastIndexOf('/');
  const [folder, name] = [target.slice(0, slash), target.slice(slash + 1)];
  const preserve = call.flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  const command = ['tar', ...preserve, '-xmf', '-', ...(folder === '' ? [] : ['-C', folder])];
  yield* finish(yield* runIn(call, pod, container, command, writeTar(yield* localFiles(from.path, name))));
}

function* localFiles(path: string, name: string): Steps<TarEntry[]> {
  const file = yield* readFile(path);
  if ('text' in file) return [{ name, text: file.text }];
  if (!('folder' in file)) return [];
  const entries: TarEntry[] = [];
  for (const inner of file.folder) entries.push(...yield* localFiles(`${path.replace(/\/+$/, '')}/${inner}`, `${name}/${inner}`));
  return entries;
}

function* download(call: Call, from: Place, to: Place): Steps {
  const { pod, container } = yield* podAt(call, from, stdout);
  const outcome = yield* runIn(call, pod, container, ['tar', 'cf', '-', from.path]);
  yield* finish(outcome, stdout);
  const prefix = from.path.replace(/^\/+/, '').replace(/\/+$/, '');
  const base = prefix.split('/').at(-1)!;
  const local = 'folder' in (yield* readFile(to.path)) ? `${to.path.replace(/\/+$/, '')}/${base}` : to.path;
  for (const { name, text } of readTar(outcome.stdout)) {
    const rest = name.replace(/^\/+/, '').slice(prefix.length);
    const failed = yield* writeFile(`${local}${rest}`, text);
    if (failed) throw new Failure(`open ${local}${rest}: permission denied`);
  }
}

/** What `tar` says on its way out of a container goes to standard output. */
function* finish({ stderr: text, code, error }: { stderr: string; code: number; error?: string }, note: (text: string) => Steps = stderr): Steps {
  yield* note(text);
  if (error !== undefined) throw new Failure(error);
  if (code === 0) return;
  yield* stderr(`command terminated with exit code ${code}\n`);
  throw new Exit(code);
}
