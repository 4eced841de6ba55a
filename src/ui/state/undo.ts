/** What can be taken back: the newest first, each once. Taking back is an act like any other: it sends requests, and time goes on. */
import { notify, type Notice } from './notices.ts';

interface Step { readonly what: string; readonly undo: () => Promise<unknown> | void }

/** So many are remembered. */
const MOST = 50;
const steps: Step[] = [];

/** Notes that something was done that `undo` takes back; the button for its notice. */
export function undoable(what: string, undo: Step['undo']): NonNullable<Notice['action']> {
  const step: Step = { what, undo };
  steps.push(step);
  if (steps.length > MOST) steps.shift();
  return { label: 'Undo', run: () => void take(step) };
}

/** As `undoable`, where the notice has another button. */
export const noteUndo = (what: string, undo: Step['undo']): void => { undoable(what, undo); };

export const undoLast = (): Promise<void> => {
  const last = steps.at(-1);
  if (last) return take(last);
  notify('There is nothing to undo');
  return Promise.resolve();
};

/** Another cluster begins: what was done to the one before is past. */
export const forgetSteps = (): void => { steps.length = 0; };

async function take(step: Step): Promise<void> {
  const at = steps.indexOf(step);
  if (at < 0) return;
  steps.splice(at, 1);
  try {
    await step.undo();
    notify(`Undone: ${step.what}`, 'good');
  } catch (error) { notify(`${step.what} could not be undone: ${(error as Error).message}`, 'bad'); }
}
