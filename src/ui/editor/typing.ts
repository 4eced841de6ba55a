/** Text that comes from a machine (a clipboard tool, dictation, a test) brings its own indentation: it is taken as it is. */
import type * as Monaco from 'monaco-editor/editor/editor.api';

/** Ms between keys on average that no person types in, and over how many keys. */
const MACHINE_MS = 60;
const KEYS = 6;
const PAUSE_MS = 400;

export function takeAsItIs(host: HTMLElement, editor: Monaco.editor.IStandaloneCodeEditor): void {
  // Several lines that arrive at once.
  host.addEventListener('beforeinput', (event) => {
    if (!event.data?.includes('\n')) return;
    event.preventDefault();
    event.stopPropagation();
    editor.trigger('keyboard', 'paste', { text: event.data, pasteOnNewLine: false });
  }, { capture: true });

  let times: number[] = [], timer: ReturnType<typeof setTimeout> | undefined;
  host.addEventListener('keydown', (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey) return;
    times = [...times.slice(-KEYS), event.timeStamp];
    const machine = times.length > KEYS && times.at(-1)! - times[0]! < MACHINE_MS * KEYS;
    if (!machine && timer === undefined) return;
    if (timer === undefined) editor.updateOptions({ autoIndent: 'none', quickSuggestions: false, suggestOnTriggerCharacters: false, autoClosingBrackets: 'never', autoClosingQuotes: 'never' });
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      editor.updateOptions({ autoIndent: 'advanced', quickSuggestions: { other: true, comments: false, strings: true }, suggestOnTriggerCharacters: true, autoClosingBrackets: 'languageDefined', autoClosingQuotes: 'languageDefined' });
    }, PAUSE_MS);
  }, { capture: true });
}
