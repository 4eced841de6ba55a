/** Monaco, part by part with a moment between them: all of it at once would hold the page up for a tenth of a second. */
import type * as Monaco from 'monaco-editor/editor/editor.api';
import { moment } from '../state/moment.ts';

let loading: Promise<typeof Monaco> | undefined;

export const loadMonaco = (): Promise<typeof Monaco> => (loading ??= load());

async function load(): Promise<typeof Monaco> {
  // Features are registered before the services are first asked for: those that come later are not known to an editor.
  for (const part of [() => import('monaco-editor/editor/editor.api'), () => import('./monacoTyping.ts'), () => import('./monacoFindings.ts'), () => import('./monacoSeldom.ts')]) {
    await part();
    await moment();
  }
  const { monaco } = await import('./monaco.ts');
  await moment();
  return monaco;
}
