/** `agnhost mounttest`: looks at files and writes some, and tells what it found. */
import { modeText, type Entry } from '../../files/entry.ts';
import { fileProblem, type Process, type Run } from '../../process.ts';
import { flagsOf } from './flags.ts';

const TEXT = 'mount-tester new file\n';
const PAUSE_MS = 2000;
const RETRY_SECONDS = 180;
/** In the order in which it does them. */
const NEW_FILES = [['new_file_0644', 0o644], ['new_file_0666', 0o666], ['new_file_0660', 0o660], ['new_file_0777', 0o777]] as const;

/** As Go prints a mode: `-rw-r--r--`, a directory's setgid and sticky bits before the others. */
const goMode = (entry: Entry): string => `${entry.is === 'directory' ? 'd' : ''}${entry.mode & 0o2000 ? 'g' : ''}${entry.mode & 0o1000 ? 't' : ''}${entry.is === 'directory' ? '' : '-'}${modeText(entry).slice(1)}`;
const goProblem = (verb: string, path: string, error: unknown): string => `${verb} ${path}: ${fileProblem(error).toLowerCase()}`;

export function* mountTest(words: readonly string[], { inside: { files, user }, out }: Process): Run {
  const flags = flagsOf(words);
  const at = (name: string): string | undefined => flags.get(name) || undefined;
  let failed = false;
  const attempt = (path: string | undefined, what: string, verb: string, run: (path: string) => void): void => {
    if (path === undefined) return;
    try { run(path); } catch (error) {
      out(`error ${what} ${JSON.stringify(path)}: ${goProblem(verb, path, error)}\n`);
      failed = true;
    }
  };
  const show = (path: string): void => out(`content of file ${JSON.stringify(path)}: ${files.read(path, user)}\n`);

  attempt(at('fs_type'), 'with statfs on', 'statfs', (path) => {
    const { type = 'overlay' } = files.mountOf(path);
    out(`mount type of ${JSON.stringify(path)}: ${type === 'tmpfs' ? 'tmpfs' : type === 'overlay' ? '794c7630' : '61267'}\n`);
  });
  for (const [name, mode] of NEW_FILES) {
    attempt(at(name), 'writing new file', 'open', (path) => files.write(path, TEXT, user, mode));
    attempt(at(name), 'reading file content for', 'open', show);
  }
  attempt(at('file_mode'), 'with file mode of', 'stat', (path) => out(`mode of file ${JSON.stringify(path)}: ${goMode(files.stat(path, user))}\n`));
  attempt(at('file_perm'), 'with file perm of', 'stat', (path) => out(`perms of file ${JSON.stringify(path)}: -${modeText(files.stat(path, user)).slice(1)}\n`));
  attempt(at('file_owner'), 'with file owner of', 'stat', (path) => {
    const { uid, gid } = files.stat(path, user);
    out(`owner UID of ${JSON.stringify(path)}: ${uid}\nowner GID of ${JSON.stringify(path)}: ${gid}\n`);
  });
  attempt(at('file_content'), 'reading file content for', 'open', show);

  const looped = at('file_content_in_loop');
  if (looped === undefined) return failed ? 1 : 0;
  let problem = false;
  for (let leftMs = Number(flags.get('retry_time') ?? RETRY_SECONDS) * 1000; leftMs > 0; leftMs -= PAUSE_MS) {
    problem = false;
    try {
      const text = files.read(looped, user);
      out(`content of file ${JSON.stringify(looped)}: ${text}\n`);
      if (flags.get('break_on_expected_content') !== 'false') {
        if (text === TEXT) break;
        out(`Unexpected content. Expected: ${TEXT}. Retrying`);
      }
    } catch (error) {
      out(`Error reading file ${looped}: ${goProblem('open', looped, error)}, retrying\n`);
      problem = true;
    }
    yield { ms: PAUSE_MS, idle: true };
  }
  return failed || problem ? 1 : 0;
}
