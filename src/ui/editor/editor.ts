/** The files that are open, and what the page may ask of the editor. Kept in the browser, so a reload loses no text. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { EXAMPLES } from './examples.ts';

export interface OpenFile { readonly name: string; readonly text: string; /** What Revert goes back to. */ readonly saved: string }
interface Files { readonly files: readonly OpenFile[]; readonly active: number }

const first: OpenFile = { name: EXAMPLES[0]!.file, text: EXAMPLES[0]!.text, saved: EXAMPLES[0]!.text };

export const useFiles = create<Files>()(persist((): Files => ({ files: [first], active: 0 }), { name: 'bottleship.files', storage: createJSONStorage(() => localStorage) }));

export const activeFile = (): OpenFile => { const { files, active } = useFiles.getState(); return files[active] ?? first; };

const change = (make: (file: OpenFile) => OpenFile): void => { useFiles.setState((s) => ({ files: s.files.map((file, i) => (i === s.active ? make(file) : file)) })); };

export const editor = {
  /** Opens a file in a tab of its own; one of that name is replaced. */
  open(name: string, text: string): void {
    useFiles.setState((s) => {
      const at = s.files.findIndex((f) => f.name === name);
      const file = { name, text, saved: text };
      return at >= 0 ? { files: s.files.map((f, i) => (i === at ? file : f)), active: at } : { files: [...s.files, file], active: s.files.length };
    });
  },
  close(index: number): void {
    useFiles.setState((s) => {
      const files = s.files.filter((_, i) => i !== index);
      return files.length ? { files, active: Math.min(s.active > index ? s.active - 1 : s.active, files.length - 1) } : { files: [{ name: 'manifest.yaml', text: '', saved: '' }], active: 0 };
    });
  },
  show: (index: number): void => { useFiles.setState({ active: index }); },
  write: (text: string): void => change((file) => (file.text === text ? file : { ...file, text })),
  revert: (): void => change((file) => ({ ...file, text: file.saved })),
  keep: (): void => change((file) => ({ ...file, saved: file.text })),
};
