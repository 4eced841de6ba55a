/** What a file system holds: files and directories, each with its mode bits and owners. */

export interface FileEntry {
  readonly is: 'file';
  /** Bytes that are no UTF-8 stand as lone surrogates U+DC80 to U+DCFF. */
  text: string;
  /** Permission bits: 0o644. */
  mode: number;
  uid: number;
  gid: number;
}

export interface Directory {
  readonly is: 'directory';
  readonly children: Map<string, Entry>;
  /** Permission bits, setgid and sticky included: 0o2777. */
  mode: number;
  uid: number;
  gid: number;
}

export type Entry = FileEntry | Directory;

export const newFile = (text: string, mode = 0o644, uid = 0, gid = 0): FileEntry => ({ is: 'file', text, mode, uid, gid });
export const newDirectory = (mode = 0o755, uid = 0, gid = 0): Directory => ({ is: 'directory', children: new Map(), mode, uid, gid });

/** Puts a file at a relative path, making the directories on the way. */
export function placeFile(root: Directory, path: string, file: FileEntry, directoryMode = 0o755): void {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  let at = root;
  for (const name of names.slice(0, -1)) {
    const next = at.children.get(name);
    if (next?.is === 'directory') { at = next; continue; }
    const made = newDirectory(directoryMode, root.uid, root.gid);
    at.children.set(name, made);
    at = made;
  }
  at.children.set(names.at(-1)!, file);
}

/** As `ls -l` and Go print permission bits: `-rw-r--r--`. */
export function modeText({ is, mode }: Entry): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) => (mode & (0o400 >> i) ? letter : '-'));
  return `${is === 'directory' ? 'd' : '-'}${bits.join('')}`;
}
