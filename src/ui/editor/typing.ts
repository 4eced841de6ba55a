/** Text that comes from a machine (a clipboard tool, dictation, a test) brings its own indentation: it is taken as it is. */
import type * as Monaco from 'monaco-editor/editor/editor.api';

/** Ms between keys that no person types in. */
const MACHINE_MS = 25;
const PAUSE_MS = 400;

export function takeAsItIs(host: HTMLElement, editor: Monaco.editor.IStandaloneCodeEditor): void {
  // Several lines that arrive at once.
  host.addEventListener('beforeinput', (event) => {
    if (!event.data?.includes('\n')) return;
    event.preventDefault();
    event.stopPropagation();
    editor.trigger('keyboard', 'paste', { text: event.data, pasteOnNewLine: false });
  }, { capture: true });

  let enteredAt = -Infinity, timer: ReturnType<typeof setTimeout> | undefined;
  const asPerson = (): void => editor.updateOptions({ autoIndent: 'keep', quickSuggestions: { other: true, comments: false, strings: true } });
  host.addEventListener('keydown', (event) => {
    const now = performance.now();
    if (now - enteredAt < MACHINE_MS && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      if (!timer) {
        editor.updateOptions({ autoIndent: 'none', quickSuggestions: false });
        const position = editor.getPosition()!, line = editor.getModel()!.getLineContent(position.lineNumber);
        if (line !== '' && line.trim() === '') editor.executeEdits('typing', [{ range: { startLineNumber: position.lineNumber, startColumn: 1, endLineNumber: position.lineNumber, endColumn: line.length + 1 }, text: '' }]);
      }
      clearTimeout(timer);
      timer = setTimeout(() => { timer = undefined; asPerson(); }, PAUSE_MS);
    } else if (timer) {
      clearTimeout(timer);
      timer = setTimeout(() => { timer = undefined; asPerson(); }, PAUSE_MS);
    }
    enteredAt = event.key === 'Enter' ? now : -Infinity;
  }, { capture: true });
}
