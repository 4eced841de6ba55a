/** Nobody is caught in the editor: after Esc (with nothing open to close) Tab goes on to the next control; Ctrl+M switches that for good, as Monaco has it. */
import type * as Monaco from 'monaco-editor/editor/editor.api';
import { announce } from '../state/notices.ts';

export function letTabLeave(editor: Monaco.editor.IStandaloneCodeEditor): void {
  let leaving = false;
  const set = (on: boolean): void => {
    if (leaving === on) return;
    leaving = on;
    editor.updateOptions({ tabFocusMode: on });
    if (on) announce('Tab now leaves the editor');
  };
  const open = (): boolean => document.querySelector('.suggest-widget.visible, .find-widget.visible, .rename-box, .parameter-hints-widget.visible') !== null;
  editor.onKeyDown(({ browserEvent }) => {
    if (browserEvent.key === 'Escape') { if (!open()) set(true); } else if (browserEvent.key !== 'Tab' && browserEvent.key !== 'Shift') set(false);
  });
  editor.onDidBlurEditorWidget(() => set(false));
}
