/**
 * A container's file system: its image's root and what is mounted over it. What a mount shows may live elsewhere (an emptyDir that
 * containers of a pod share, a ConfigMap as it is now), so it is asked for at each look. Permissions hold as on Linux: root may all.
 *
 * Failures are thrown as `FileError`, in libc's words.
 */
import { newDirectory, newFile, type Directory, type Entry, type FileEntry } from './entry.ts';

const WORDS = {
  ENOENT: 'No such file or directory', EACCES: 'Permission denied', EISDIR: 'Is a directory', ENOTDIR: 'Not a directory',
  EROFS: 'Read-only file system', EEXIST: 'File exists', ENOTEMPTY: 'Directory not empty', EBUSY: 'Device or resource busy',
} as const;

export class FileError extends Error {
  constructor(readonly code: keyof typeof WORDS) { super(WORDS[code]); }
}

export interface Mount {
  /** Absolute, without a slash at its end; `` for the root. */
  readonly path: string;
  readonly readOnly?: boolean;
  /** `tmpfs` where it is held in memory. */
  readonly type?: string;
  root(): Entry;
}

export interface FileUser { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }

const READ = 4, WRITE = 2, SEARCH = 1;

export class Files {
  readonly #mounts: readonly Mount[];

  constructor(mounts: readonly Mount[]) { this.#mounts = [...mounts].sort((a, b) => b.path.length - a.path.length); }

  /** Undefined when there is nothing. Throws on a way that leads through a file or a closed directory. */
  find(path: string, user: FileUser): Entry | undefined {
    try { return this.#walk(path, user).entry; } catch (error) {
      if (error instanceof FileError && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  stat(path: string, user: FileUser): Entry {
    const { entry } = this.#walk(path, user);
    if (!entry) throw new FileError('ENOENT');
    return entry;
  }

  read(path: string, user: FileUser): string {
    const entry = this.stat(path, user);
    if (entry.is === 'directory') throw new FileError('EISDIR');
    check(entry, READ, user);
    return entry.text;
  }

  /** Names, sorted, with those that are mounted there. */
  list(path: string, user: FileUser): string[] {
    const entry = this.stat(path, user);
    if (entry.is !== 'directory') throw new FileError('ENOTDIR');
    check(entry, READ, user);
    return [...new Set([...entry.children.keys(), ...this.#mountedIn(plain(path))])].sort();
  }

  write(path: string, text: string, user: FileUser, mode = 0o644, append = false): void {
    const { entry, parent, name, mount } = this.#walk(path, user);
    if (mount.readOnly) throw new FileError('EROFS');
    if (entry?.is === 'directory') throw new FileError('EISDIR');
    if (entry) {
      check(entry, WRITE, user);
      entry.text = append ? entry.text + text : text;
      return;
    }
    if (!parent) throw new FileError('ENOENT');
    check(parent, WRITE, user);
    parent.children.set(name, newFile(text, mode, user.uid, groupIn(parent, user)));
  }

  makeDirectory(path: string, user: FileUser, mode = 0o755): void {
    const { entry, parent, name, mount } = this.#walk(path, user);
    if (entry) throw new FileError('EEXIST');
    if (mount.readOnly) throw new FileError('EROFS');
    if (!parent) throw new FileError('ENOENT');
    check(parent, WRITE, user);
    parent.children.set(name, newDirectory(mode | (parent.mode & 0o2000), user.uid, groupIn(parent, user)));
  }

  remove(path: string, user: FileUser, recursive = false): void {
    const { entry, parent, name, mount } = this.#walk(path, user);
    if (!entry) throw new FileError('ENOENT');
    if (!parent) throw new FileError('EBUSY');
    if (mount.readOnly) throw new FileError('EROFS');
    if (entry.is === 'directory' && !recursive && entry.children.size > 0) throw new FileError('ENOTEMPTY');
    check(parent, WRITE, user);
    parent.children.delete(name);
  }

  /** Puts an entry under another name, over what is there. */
  place(path: string, entry: Entry, user: FileUser): void {
    const { entry: old, parent, name, mount } = this.#walk(path, user);
    if (mount.readOnly) throw new FileError('EROFS');
    if (old?.is === 'directory') throw new FileError('EISDIR');
    if (!parent) throw new FileError('ENOENT');
    check(parent, WRITE, user);
    parent.children.set(name, entry);
  }

  change(path: string, user: FileUser, change: { mode?: number; uid?: number; gid?: number }): void {
    const { entry, mount } = this.#walk(path, user);
    if (!entry) throw new FileError('ENOENT');
    if (mount.readOnly) throw new FileError('EROFS');
    if (user.uid !== 0 && user.uid !== entry.uid) throw new FileError('EACCES');
    Object.assign(entry, change);
  }

  /** Under which mount a path stands. */
  mountOf(path: string): Mount {
    const wanted = plain(path);
    return this.#mounts.find(({ path: at }) => at === '' || wanted === at || wanted.startsWith(`${at}/`))!;
  }

  get mounts(): readonly Mount[] { return this.#mounts; }

  #walk(path: string, user: FileUser): { readonly mount: Mount; readonly name: string; readonly parent?: Directory; readonly entry?: Entry } {
    const wanted = plain(path);
    const mount = this.mountOf(wanted);
    const names = wanted.slice(mount.path.length).split('/').filter((name) => name !== '');
    let at: Entry = mount.root();
    if (names.length === 0) return { mount, name: '', entry: at };
    for (const [i, name] of names.entries()) {
      if (at.is === 'file') throw new FileError('ENOTDIR');
      check(at, SEARCH, user);
      const next: Entry | undefined = at.children.get(name);
      if (i === names.length - 1) return { mount, name, parent: at, entry: next ?? this.#holder(wanted) };
      if (!next) throw new FileError('ENOENT');
      at = next;
    }
    throw new FileError('ENOENT');
  }

  /** A directory that is there only because something is mounted below it. */
  #holder(path: string): Directory | undefined { return this.#mountedIn(path).length > 0 ? newDirectory() : undefined; }

  #mountedIn(path: string): string[] {
    const base = path === '/' ? '/' : `${path}/`;
    return this.#mounts.flatMap(({ path: at }) => (at.startsWith(base) ? [at.slice(base.length).split('/')[0]!] : []));
  }
}

/** What a new entry's group is: a setgid directory hands its own on. */
const groupIn = (parent: Directory, user: FileUser): number => (parent.mode & 0o2000 ? parent.gid : user.gid);

function check({ mode, uid, gid }: Entry, need: number, user: FileUser): void {
  if (user.uid === 0) return;
  const shift = user.uid === uid ? 6 : user.gid === gid || user.groups.includes(gid) ? 3 : 0;
  if (((mode >> shift) & need) !== need) throw new FileError('EACCES');
}

/** Absolute, without `.`, `..` and doubled slashes. */
export function plain(path: string, from = '/'): string {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

export type { FileEntry };
