/** The Editor region: files in tabs, Monaco, and what becomes of them: Apply, Delete, Diff, Revert, and the answers at their lines. */
import { lazy, Suspense, useState } from 'react';
import { Check, CircleAlert, TriangleAlert } from 'lucide-react';
import { Region } from '../parts/Region.tsx';
import { announce, notify } from '../state/notices.ts';
import { undoable } from '../state/undo.ts';
import { select } from '../state/selection.ts';
import { activeFile, editor, useFiles } from './editor.ts';
import { FileTabs } from './FileTabs.tsx';
import { FileTools } from './FileTools.tsx';
import { isManifest } from './languageOf.ts';
import type { Outcome } from './apply.ts';
import type { Difference } from './diff.ts';
import type { Finding } from './manifest.ts';
import type { Goto } from './MonacoField.tsx';
import './editor.css';

export { dropFiles } from './openFromOutside.ts';

const MonacoField = lazy(() => import('./MonacoField.tsx').then((m) => ({ default: m.MonacoField })));
const DiffField = lazy(() => import('./DiffField.tsx').then((m) => ({ default: m.DiffField })));

/** Of one file: what its last Apply, Delete or Diff said. */
interface Answers { readonly file: string; readonly outcomes: readonly Outcome[] }
const NO_OUTCOMES: readonly Outcome[] = [];
const NO_FINDINGS: readonly Finding[] = [];
/** Rows of answers that are shown. */
const MOST_SHOWN = 200;

export function EditorPanel() {
  const [answers, setAnswers] = useState<Answers>();
  const [busy, setBusy] = useState<string>();
  const [difference, setDifference] = useState<Difference & { readonly file: string }>();
  const [findings, setFindings] = useState<readonly Finding[]>(NO_FINDINGS);
  const [goto, setGoto] = useState<Goto>();
  const name = useFiles((s) => s.files[s.active]?.name ?? '');
  const changed = useFiles((s) => s.files[s.active]?.text !== s.files[s.active]?.saved);
  const manifest = isManifest(name);
  const outcomes = answers?.file === name ? answers.outcomes : NO_OUTCOMES;
  const diff = difference?.file === name ? difference : undefined;

  const run = async (act: 'apply' | 'deleteAll'): Promise<void> => {
    const file = activeFile();
    if (busy || !isManifest(file.name)) return;
    if (act === 'apply' && editor.answer(file)) return;
    const heard: Outcome[] = [];
    setBusy('…');
    setDifference(undefined);
    setAnswers({ file: file.name, outcomes: [] });
    const { apply, deleteAll } = await import('./apply.ts');
    try {
      let shownAt = performance.now();
      await (act === 'apply' ? apply : deleteAll)(file.text, (outcome, done, of) => {
        heard.push(outcome);
        if (performance.now() - shownAt < 250) return;
        shownAt = performance.now();
        setBusy(`${done} of ${of}`);
        setAnswers({ file: file.name, outcomes: [...heard] });
      });
    } catch (error) { heard.push({ text: (error as Error).message, good: false, line: 1 }); }
    setAnswers({ file: file.name, outcomes: heard });
    setBusy(undefined);
    const bad = heard.filter((o) => !o.good);
    announce(bad.length > 0 ? `${bad.length} refused: ${bad[0]!.text}` : heard.length > 5 ? `${heard.length} objects: done` : heard.map((o) => o.text).join(', '));
    if (act === 'deleteAll' && heard.some((o) => o.good)) notify(`${heard.length - bad.length} ${heard.length - bad.length === 1 ? 'object' : 'objects'} of ${file.name} deleted`, 'plain', undoable(`delete of ${file.name}`, () => apply(file.text, () => undefined)));
    if (bad.length === 0 && act === 'apply') { editor.keep(); if (heard.length === 1 && heard[0]!.ref) select(heard[0]!.ref); }
  };

  const compare = async (): Promise<void> => {
    if (diff) return setDifference(undefined);
    const file = activeFile();
    setBusy('…');
    try {
      const { differences } = await import('./diff.ts');
      const found = await differences(file.text);
      setDifference({ ...found, file: file.name });
      setAnswers({ file: file.name, outcomes: found.findings.map((f) => ({ text: f.text, good: false, line: f.line })) });
      announce(found.summary.map((s) => s.text).join(', ') || 'Nothing to compare');
    } catch (error) { setAnswers({ file: file.name, outcomes: [{ text: (error as Error).message, good: false, line: 1 }] }); }
    setBusy(undefined);
  };

  const refused = outcomes.filter((o) => !o.good).map((o): Finding => ({ text: o.text, severity: 'error', line: o.line }));
  return (
    <Region name="Editor" className="editor" tools={<FileTools />}>
      <FileTabs />
      {diff && (
        <div className="diff-head">
          <strong>{diff.summary.every((s) => s.did === 'unchanged') ? 'Apply would change nothing' : 'What apply would change'}</strong>
          <ul aria-label="Changes">{diff.summary.slice(0, MOST_SHOWN).map((s) => <li key={s.text} data-did={s.did}>{s.text}</li>)}</ul>
        </div>
      )}
      <div className="editor-body" role="tabpanel" aria-label={name}>
        <Suspense fallback={<p className="hint">Opening the editor…</p>}>
          {diff && diff.summary.some((s) => s.did !== 'unchanged') ? <DiffField difference={diff} />
            : !diff && <MonacoField outcomes={refused.length > 0 ? refused : NO_FINDINGS} goto={goto} onFindings={setFindings} onApply={() => void run('apply')} onEdit={() => { if (answers) setAnswers(undefined); }} />}
        </Suspense>
      </div>
      {outcomes.length > 0 ? <Outcomes outcomes={outcomes} onGo={(line) => { setDifference(undefined); setGoto({ line }); }} /> : !diff && findings.length > 0 && <Findings findings={findings} onGo={(line) => setGoto({ line })} />}
      <div className="editor-foot">
        <button type="button" className="button primary" disabled={busy !== undefined || !manifest} title={manifest ? 'Ctrl+Enter in the editor' : 'Only manifests can be applied'} onClick={() => void run('apply')}>Apply</button>
        <button type="button" className="button" disabled={busy !== undefined || !manifest} onClick={() => void run('deleteAll')}>Delete</button>
        <button type="button" className="button" aria-pressed={diff !== undefined} disabled={busy !== undefined || !manifest} title="What apply would change" onClick={() => void compare()}>Diff</button>
        <span className="grow clip busy" role="status">{busy ? `Sending ${busy}` : ''}</span>
        <button type="button" className="button quiet" disabled={!changed} title="Back to the text as it was opened or applied" onClick={() => { editor.revert(); setAnswers(undefined); setDifference(undefined); }}>Revert</button>
      </div>
    </Region>
  );
}

function Outcomes({ outcomes, onGo }: { outcomes: readonly Outcome[]; onGo: (line: number) => void }) {
  const bad = outcomes.filter((o) => !o.good);
  const shown = [...bad, ...outcomes.filter((o) => o.good)].slice(0, MOST_SHOWN);
  return (
    <div className="outcomes">
      {outcomes.length > 5 && <p className="outcomes-sum">{outcomes.length - bad.length} done{bad.length > 0 ? `, ${bad.length} refused` : ''}</p>}
      <ul aria-label="Results">
        {shown.map((o, i) => (
          <li key={i} data-good={o.good || undefined}>
            {o.good ? <Check size={14} aria-hidden="true" /> : <CircleAlert size={14} aria-hidden="true" />}
            {o.good ? <span className="outcome-text">{o.text}</span> : <button type="button" className="link outcome-text" onClick={() => onGo(o.line)}>Line {o.line}: {o.text}</button>}
          </li>
        ))}
      </ul>
      {outcomes.length > shown.length && <p className="outcomes-sum">and {outcomes.length - shown.length} more</p>}
    </div>
  );
}

/** What the dry run says while one types. */
function Findings({ findings, onGo }: { findings: readonly Finding[]; onGo: (line: number) => void }) {
  const errors = findings.filter((f) => f.severity === 'error').length, first = findings.find((f) => f.severity === 'error') ?? findings[0]!;
  const others = findings.length - 1;
  return (
    <div className="findings" data-severity={errors > 0 ? 'error' : 'warning'}>
      {errors > 0 ? <CircleAlert size={14} aria-hidden="true" /> : <TriangleAlert size={14} aria-hidden="true" />}
      <button type="button" className="link" title={first.text} onClick={() => onGo(first.line)}>Line {first.line}: {first.text}</button>
      {others > 0 && <span className="findings-more">and {others} more</span>}
    </div>
  );
}
