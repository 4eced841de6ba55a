/** Where a command of ours writes bit by bit when its output is the head of an endless pipe; named by a variable of the shell. */
const open = new Map<string, (text: string) => void>();
let next = 0;

export const sinks = {
  add(write: (text: string) => void): string { const id = String(next++); open.set(id, write); return id; },
  get: (id: string | undefined): ((text: string) => void) | undefined => (id === undefined ? undefined : open.get(id)),
  delete: (id: string): void => { open.delete(id); },
};
