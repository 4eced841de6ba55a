/** Files and folders dropped anywhere on the page, and manifests pasted where nothing else takes them. */
import { useEffect, type DragEvent } from 'react';
import { notify } from '../state/notices.ts';
import { editor, freeName } from './editor.ts';

/** 5 MB: what the API server itself would refuse anyway is not loaded into an editor. */
const LARGEST = 5 * 2 ** 20;
/** Files of one drop; a folder may hold anything. */
const MOST_FILES = 200;
const SKIPPED = /(^|\/)(node_modules|\.git|\.DS_Store)(\/|$)/;

interface Dropped { readonly path: string; readonly file: File }

export async function dropFiles(event: DragEvent): Promise<void> {
  const { items, files } = event.dataTransfer;
  if (files.length === 0) return;
  event.preventDefault();
  // Entries must be asked for before the first wait: the browser forgets them.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null && entry !== undefined);
  const dropped = entries.length > 0 ? (await Promise.all(entries.map(walk))).flat() : [...files].map((file) => ({ path: file.name, file }));
  await openAll(dropped);
}

async function openAll(dropped: readonly Dropped[]): Promise<void> {
  const chosen = dropped.filter(({ path }) => !SKIPPED.test(path)).slice(0, MOST_FILES);
  let opened = 0;
  for (const { path, file } of chosen) {
    if (file.size > LARGEST) { notify(`${path} is larger than 5 MB and was not opened`, 'bad'); continue; }
    const text = await file.text();
    if (text.includes('\u0000')) { notify(`${path} is no text and was not opened`, 'bad'); continue; }
    editor.open(path, text.replace(/\r\n/g, '\n'));
    opened++;
  }
  if (opened > 1) notify(`${opened} files opened in the Editor`, 'good');
  if (dropped.length > chosen.length && chosen.length === MOST_FILES) notify(`Only the first ${MOST_FILES} files were opened`, 'bad');
}

async function walk(entry: FileSystemEntry): Promise<Dropped[]> {
  if (entry.isFile) return new Promise((done) => (entry as FileSystemFileEntry).file((file) => done([{ path: entry.fullPath.replace(/^\//, ''), file }]), () => done([])));
  if (!entry.isDirectory || SKIPPED.test(entry.fullPath)) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A reader hands out at most a hundred at a time.
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((done) => reader.readEntries(done, () => done([])));
    if (more.length === 0) break;
    inside.push(...more);
  }
  return (await Promise.all(inside.sort((a, b) => (a.name < b.name ? -1 : 1)).map(walk))).flat();
}

const takesPaste = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input, textarea, select, [contenteditable=true], .monaco-editor, .xterm') !== null;
const looksLikeManifest = (text: string): boolean => /^\s*(["']?apiVersion["']?\s*:|["']?kind["']?\s*:)/m.test(text);

export function onPaste(event: ClipboardEvent): void {
  if (takesPaste(event.target) || !event.clipboardData) return;
  const files = [...event.clipboardData.files];
  if (files.length > 0) { event.preventDefault(); void openAll(files.map((file) => ({ path: file.name, file }))); return; }
  const text = event.clipboardData.getData('text/plain');
  if (!looksLikeManifest(text)) return;
  event.preventDefault();
  const name = freeName('pasted.yaml');
  editor.open(name, text.replace(/\r\n/g, '\n'));
  notify(`Pasted as ${name} into the Editor`, 'good');
}

/** Paste anywhere. */
export function usePaste(): void {
  useEffect(() => {
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}
