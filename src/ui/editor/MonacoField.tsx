/** Monaco, loaded when it is first shown. It edits the active file and marks the lines that were refused. */
import { useEffect, useRef, useState } from 'react';
import type * as Monaco from 'monaco-editor/editor/editor.api';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';
import type { Outcome } from './apply.ts';
import { activeFile, editor as files, useFiles } from './editor.ts';

export function MonacoField({ outcomes, onApply }: { outcomes: readonly Outcome[]; onApply: () => void }) {
  const host = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<{ monaco: typeof Monaco; editor: Monaco.editor.IStandaloneCodeEditor }>();
  const theme = useDocumentTheme();
  const text = useFiles((s) => s.files[s.active]?.text ?? '');
  const apply = useRef(onApply);
  useEffect(() => { apply.current = onApply; });

  useEffect(() => {
    let gone = false;
    let made: Monaco.editor.IStandaloneCodeEditor | undefined;
    void import('./monaco.ts').then(({ monaco, defineThemes }) => {
      if (gone || !host.current) return;
      defineThemes();
      made = monaco.editor.create(host.current, {
        value: activeFile().text, language: 'yaml', theme: `bottleship-${document.documentElement.dataset.theme ?? 'dark'}`, automaticLayout: true, minimap: { enabled: false }, fontSize: 13, lineHeight: 20, tabSize: 2, insertSpaces: true,
        scrollBeyondLastLine: false, renderLineHighlight: 'line', overviewRulerLanes: 0, lineNumbersMinChars: 3, folding: true, padding: { top: 8, bottom: 8 }, ariaLabel: 'Manifest', fixedOverflowWidgets: true,
        autoIndent: 'keep', accessibilitySupport: 'auto', editContext: false, stickyScroll: { enabled: false }, wordBasedSuggestions: 'off', guides: { indentation: true }, glyphMargin: false, renderWhitespace: 'none',
      });
      made.onDidChangeModelContent(() => files.write(made!.getValue()));
      made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => apply.current());
      takeWhole(host.current, made);
      setLoaded({ monaco, editor: made });
    });
    return () => { gone = true; made?.dispose(); };
  }, []);

  useEffect(() => { if (loaded && loaded.editor.getValue() !== text) loaded.editor.setValue(text); }, [loaded, text]);
  useEffect(() => { loaded?.monaco.editor.setTheme(`bottleship-${theme}`); loaded?.editor.updateOptions({ fontSize: theme === 'projector' ? 17 : 13, lineHeight: theme === 'projector' ? 26 : 20 }); }, [loaded, theme]);
  useEffect(() => {
    if (!loaded) return;
    const { monaco, editor } = loaded;
    const bad = outcomes.filter((o) => !o.good);
    monaco.editor.setModelMarkers(editor.getModel()!, 'apply', bad.map((o) => ({ severity: monaco.MarkerSeverity.Error, message: o.text, startLineNumber: o.line, endLineNumber: o.line, startColumn: 1, endColumn: 1000 })));
    if (bad[0]) editor.revealLineInCenterIfOutsideViewport(bad[0].line);
  }, [loaded, outcomes]);

  return <div className="monaco-host" ref={host} data-ready={loaded ? true : undefined}>{!loaded && <p className="hint">Opening the editor…</p>}</div>;
}

/** Several lines that arrive at once (dictation, input methods, a clipboard tool) are taken as they are, without indenting each anew. */
function takeWhole(host: HTMLElement, editor: Monaco.editor.IStandaloneCodeEditor): void {
  host.addEventListener('beforeinput', (event) => {
    if (!event.data?.includes('\n')) return;
    event.preventDefault();
    event.stopPropagation();
    editor.trigger('keyboard', 'paste', { text: event.data, pasteOnNewLine: false });
  }, { capture: true });
}
