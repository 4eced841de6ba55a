/** Monaco, part by part with a moment between them: all of it at once would hold the page up for a tenth of a second. */
import type * as Monaco from 'monaco-editor/editor/editor.api';
import { moment, painted } from '../state/moment.ts';
import { OPTIONS } from './options.ts';

/** What `editor.api` is made of, from the bottom up. */
const WITHIN = [
  () => import('monaco-editor/editor/common/config/editorOptions'), () => import('monaco-editor/editor/common/model/textModel'), () => import('monaco-editor/platform/list/browser/listService'),
  () => import('monaco-editor/editor/browser/view'), () => import('monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget'), () => import('monaco-editor/editor/browser/widget/diffEditor/diffEditorWidget'),
];

let loading: Promise<typeof Monaco> | undefined;

export const loadMonaco = (): Promise<typeof Monaco> => (loading ??= load());

async function load(): Promise<typeof Monaco> {
  // Features are registered before the services are first asked for: those that come later are not known to an editor.
  for (const part of [...WITHIN, () => import('monaco-editor/editor/editor.api'), () => import('./monacoTyping.ts'), () => import('./monacoFindings.ts'), () => import('./monacoSeldom.ts')]) {
    await part();
    await moment();
  }
  const { monaco } = await import('./monaco.ts');
  // With the styles of Monaco the whole page's are worked out again: in a frame of its own.
  await painted();
  (await import('./measureFont.ts')).measureFont(OPTIONS);
  await moment();
  return monaco;
}
