/** Monaco, loaded when it is first shown. Each file has its own model (and so its own undo); findings stand at their lines. */
import { useEffect, useRef, useState } from 'react';
import type * as Monaco from 'monaco-editor/editor/editor.api';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';
import { useClock } from '../state/clock.ts';
import { atRest } from '../state/atRest.ts';
import { activeFile, editor as files, onFlush, onFocusWanted, useFiles } from './editor.ts';
import { isManifest, languageOf } from './languageOf.ts';
import type { Finding } from './manifest.ts';
import { OPTIONS, sizes } from './options.ts';
import { loadMonaco } from './loadMonaco.ts';
import { letTabLeave } from './letTabLeave.ts';
import { takeAsItIs } from './typing.ts';

export interface Goto { readonly line: number }
interface Props {
  readonly outcomes: readonly Finding[];
  readonly goto: Goto | undefined;
  /** What is wrong as the text stands now. */
  readonly onFindings: (findings: readonly Finding[]) => void;
  readonly onApply: () => void;
  readonly onEdit: () => void;
}
interface Loaded { readonly monaco: typeof Monaco; readonly editor: Monaco.editor.IStandaloneCodeEditor }

/** Ms after the last key that a text is taken into the files, and checked. */
const TAKE_MS = 150;
const CHECK_MS = 400;

/** Kept while the page lives: undo goes back past a closed panel. */
const models = new Map<string, Monaco.editor.ITextModel>();

export function MonacoField({ outcomes, goto, onFindings, onApply, onEdit }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded>();
  const theme = useDocumentTheme();
  const name = useFiles((s) => s.files[s.active]?.name ?? '');
  const text = useFiles((s) => s.files[s.active]?.text ?? '');
  const running = useClock((s) => s.session.phase === 'running');
  const call = useRef({ onApply, onEdit, onFindings });
  useEffect(() => { call.current = { onApply, onEdit, onFindings }; });

  useEffect(() => {
    let gone = false;
    let made: Monaco.editor.IStandaloneCodeEditor | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => { clearTimeout(timer); timer = undefined; if (made) files.write(made.getValue()); };
    const theOne = (): void => { if (timer !== undefined) take(); };
    void atRest().then(() => loadMonaco()).then((monaco) => {
      if (gone || !host.current) return;
      made = monaco.editor.create(host.current, {
        ...OPTIONS, model: null, theme: `bottleship-${document.documentElement.dataset.theme ?? 'dark'}`, tabSize: 2, insertSpaces: true, detectIndentation: false, ariaLabel: 'Manifest', autoIndent: 'advanced',
        wordBasedSuggestions: 'off', acceptSuggestionOnEnter: 'smart', quickSuggestions: { other: true, comments: false, strings: true }, suggest: { showWords: false, showStatusBar: false },
      });
      made.onDidChangeModelContent((event) => {
        if (event.isFlush) return;
        clearTimeout(timer);
        timer = setTimeout(take, TAKE_MS);
        call.current.onEdit();
      });
      made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => call.current.onApply());
      takeAsItIs(host.current, made);
      letTabLeave(made);
      onFlush(theOne);
      const shown = made;
      // After the model of the file that was just opened is shown.
      const enter = (): void => { if (!gone) { if (shown.getModel()) shown.focus(); else requestAnimationFrame(enter); } };
      onFocusWanted(() => requestAnimationFrame(enter));
      setLoaded({ monaco, editor: made });
    });
    return () => { theOne(); gone = true; onFlush(() => undefined); onFocusWanted(undefined); made?.dispose(); };
  }, []);

  // The model of the file that is shown, with the text that the files have.
  useEffect(() => {
    if (!loaded) return;
    const { monaco, editor } = loaded;
    let model = models.get(name);
    const fresh = !model;
    if (!model) { model = monaco.editor.createModel(text, languageOf(name), monaco.Uri.parse(`file:///${encodeURIComponent(name)}-${models.size}`)); models.set(name, model); }
    const current = activeFile();
    if (!fresh && current.name === name && current.text === text && model.getValue() !== text) model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    if (editor.getModel() !== model) editor.setModel(model);
    for (const [other, one] of models) if (!useFiles.getState().files.some((f) => f.name === other)) { one.dispose(); models.delete(other); }
  }, [loaded, name, text]);

  useEffect(() => { loaded?.monaco.editor.setTheme(`bottleship-${theme}`); loaded?.editor.updateOptions(sizes(theme)); }, [loaded, theme]);

  // What the API server says of the text, as it is typed.
  useEffect(() => {
    const model = loaded?.editor.getModel();
    if (!loaded || !model) return;
    const mark = (findings: readonly Finding[]): void => { if (!model.isDisposed()) { loaded.monaco.editor.setModelMarkers(model, 'check', findings.map(markerOf(loaded.monaco))); call.current.onFindings(findings); } };
    if (!running || !isManifest(name)) { mark([]); return; }
    const timer = setTimeout(() => void import('./check.ts').then(({ check }) => check(text, mark)).then((all) => { if (all) mark(all); }, () => undefined), CHECK_MS);
    return () => clearTimeout(timer);
  }, [loaded, name, text, running, outcomes]);

  useEffect(() => {
    const model = loaded?.editor.getModel();
    if (!loaded || !model) return;
    loaded.monaco.editor.setModelMarkers(model, 'apply', outcomes.map(markerOf(loaded.monaco)));
    if (outcomes[0]) loaded.editor.revealLineInCenterIfOutsideViewport(outcomes[0].line);
  }, [loaded, outcomes, name]);

  useEffect(() => {
    if (!loaded || !goto) return;
    loaded.editor.revealLineInCenter(goto.line);
    loaded.editor.setPosition({ lineNumber: goto.line, column: loaded.editor.getModel()?.getLineFirstNonWhitespaceColumn(goto.line) || 1 });
    loaded.editor.focus();
  }, [loaded, goto]);

  return <div className="monaco-host" ref={host} data-ready={loaded ? true : undefined}>{!loaded && <p className="hint">Opening the editor…</p>}</div>;
}

const markerOf = (monaco: typeof Monaco) => (finding: Finding): Monaco.editor.IMarkerData =>
  ({ severity: finding.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning, message: finding.text, startLineNumber: finding.line, endLineNumber: finding.line, startColumn: 1, endColumn: 1000 });
