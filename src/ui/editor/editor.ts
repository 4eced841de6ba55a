/**
 * The laptop's files and which of them the editor has open. One set of files: the tabs here, and what `ls` shows in the
 * terminal. Kept in the browser (IndexedDB), so a reload loses no text; where that is blocked they last for the visit.
 */
import { get, set } from 'idb-keyval';
import { create } from 'zustand';
import { EXAMPLES } from './examples.ts';

export interface OpenFile {
  /** Path under the home folder. */
  readonly name: string;
  readonly text: string;
  /** What Revert goes back to. */
  readonly saved: string;
  /** Without a tab, when true: known to the terminal only. */
  readonly hidden?: boolean;
}
interface Files { readonly files: readonly OpenFile[]; readonly active: number }

const KEY = 'bottleship.files';
const first: OpenFile = { name: EXAMPLES[0]!.file, text: EXAMPLES[0]!.text, saved: EXAMPLES[0]!.text };

export const useFiles = create<Files>(() => ({ files: [first], active: 0 }));

/** Text that was typed a moment ago and is not in the store yet: the field that holds it hands it over. */
let flush: () => void = () => undefined;
export const onFlush = (take: () => void): void => { flush = take; };

/** Who opens a file to write in it has the keyboard there at once; where the field is still loading, as soon as it is there. */
let focusField: (() => void) | undefined;
let wanted = false;
export const onFocusWanted = (take: (() => void) | undefined): void => { focusField = take; if (take && wanted) focusEditor(); };
export function focusEditor(): void {
  wanted = focusField === undefined;
  focusField?.();
}

export const activeFile = (): OpenFile => { flush(); const { files, active } = useFiles.getState(); return files[active] ?? first; };

/** All files as they are now, with what is being typed. */
export const allFiles = (): readonly OpenFile[] => { flush(); return useFiles.getState().files; };

const change = (make: (file: OpenFile) => OpenFile): void => { useFiles.setState((s) => ({ files: s.files.map((file, i) => (i === s.active ? make(file) : file)) })); };
const isOpen = (file: OpenFile): boolean => !file.hidden;

/** The index of an open file near `index`; opens an empty one when none is left. */
function settle(files: readonly OpenFile[], index: number): Files {
  for (let d = 0; d < files.length; d++) {
    for (const at of [index - d, index + d]) if (files[at] && isOpen(files[at]!)) return { files, active: at };
  }
  const name = freeName('manifest.yaml', files);
  return { files: [...files, { name, text: '', saved: '' }], active: files.length };
}

/** `name`, or with a number before its ending when it is taken. */
export function freeName(name: string, files: readonly OpenFile[] = useFiles.getState().files): string {
  if (!files.some((f) => f.name === name)) return name;
  const dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length;
  for (let n = 2; ; n++) { const next = `${name.slice(0, dot)}-${n}${name.slice(dot)}`; if (!files.some((f) => f.name === next)) return next; }
}

const asked = new Map<string, (text: string | undefined) => void>();

export const editor = {
  /** Opens a file in a tab of its own; one of that name is replaced. */
  open(name: string, text: string): void {
    flush();
    useFiles.setState((s) => {
      const at = s.files.findIndex((f) => f.name === name);
      const file = { name, text, saved: text };
      return at >= 0 ? { files: s.files.map((f, i) => (i === at ? file : f)), active: at } : { files: [...s.files, file], active: s.files.length };
    });
  },
  /** Gives a file that is there a tab. */
  showFile(name: string): void {
    flush();
    useFiles.setState((s) => {
      const at = s.files.findIndex((f) => f.name === name);
      return at < 0 ? { files: [...s.files, { name, text: '', saved: '' }], active: s.files.length } : { files: s.files.map((f, i) => (i === at ? { ...f, hidden: false } : f)), active: at };
    });
  },
  /** Takes the tab away; the file stays on the laptop while it has a text. */
  close(index: number): void {
    flush();
    useFiles.setState((s) => {
      const file = s.files[index]!;
      asked.get(file.name)?.(file.text);
      const files = file.text.trim() === '' ? s.files.filter((_, i) => i !== index) : s.files.map((f, i) => (i === index ? { ...f, hidden: true } : f));
      return s.active === index || files.length < s.files.length ? settle(files, s.active > index && files.length < s.files.length ? s.active - 1 : s.active) : { files, active: s.active };
    });
  },
  /** Deletes the file. */
  remove(name: string): void {
    flush();
    useFiles.setState((s) => {
      const index = s.files.findIndex((f) => f.name === name);
      if (index < 0) return s;
      return settle(s.files.filter((_, i) => i !== index), s.active > index ? s.active - 1 : s.active);
    });
  },
  /** False when the name is empty or taken. */
  rename(index: number, name: string): boolean {
    flush();
    const clean = name.trim().replace(/^[/~]+/, '');
    const { files } = useFiles.getState();
    if (clean === '' || files.some((f, i) => f.name === clean && i !== index)) return false;
    useFiles.setState({ files: files.map((f, i) => (i === index ? { ...f, name: clean } : f)) });
    return true;
  },
  show: (index: number): void => { flush(); useFiles.setState({ active: index }); },
  write: (text: string): void => change((file) => (file.text === text ? file : { ...file, text })),
  /** As a program on the laptop does: an open tab follows. */
  writeFile(name: string, text: string): void {
    useFiles.setState((s) => {
      const at = s.files.findIndex((f) => f.name === name);
      if (at < 0) return { files: [...s.files, { name, text, saved: text, hidden: true }], active: s.active };
      return s.files[at]!.text === text ? s : { files: s.files.map((f, i) => (i === at ? { ...f, text, saved: text } : f)), active: s.active };
    });
  },
  revert: (): void => { flush(); change((file) => ({ ...file, text: file.saved })); },
  keep: (): void => change((file) => ({ ...file, saved: file.text })),
  /** Opens a text for someone who waits (`kubectl edit`): the answer comes with Apply, or when its tab is closed. */
  ask(name: string, text: string, signal?: AbortSignal): Promise<string> {
    const file = freeName(name);
    editor.open(file, text);
    return new Promise((answer, fail) => {
      asked.set(file, (given) => { asked.delete(file); answer(given ?? text); });
      signal?.addEventListener('abort', () => { asked.delete(file); editor.remove(file); fail(new Error('interrupted')); });
    });
  },
  /** True when somebody waited for this file: it is theirs to apply. */
  answer(file: OpenFile): boolean {
    const waiting = asked.get(file.name);
    if (!waiting) return false;
    waiting(file.text);
    editor.remove(file.name);
    return true;
  },
};

const KEEP_AFTER_MS = 500;

/** Brings back what was kept, beside what was opened meanwhile, and keeps it from now on. */
async function keepInBrowser(): Promise<void> {
  let kept: Files | undefined;
  try { kept = await get<Files>(KEY); } catch { return; }
  if (kept && Array.isArray(kept.files) && kept.files.length > 0) {
    const now = useFiles.getState();
    const meanwhile = now.files.filter((f) => f !== first);
    const files = [...kept.files.filter((f) => !meanwhile.some((m) => m.name === f.name)), ...meanwhile];
    useFiles.setState(meanwhile.length ? { files, active: files.indexOf(now.files[now.active]!) < 0 ? files.length - 1 : files.indexOf(now.files[now.active]!) } : settle(files, Math.min(kept.active, files.length - 1)));
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => { clearTimeout(timer); timer = undefined; void set(KEY, { files: useFiles.getState().files, active: useFiles.getState().active }).catch(() => undefined); };
  useFiles.subscribe(() => { timer ??= setTimeout(save, KEEP_AFTER_MS); });
  addEventListener('visibilitychange', () => { if (document.hidden) { flush(); save(); } });
}

if (typeof indexedDB !== 'undefined') void keepInBrowser();
