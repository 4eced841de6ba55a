/** The editor: files in tabs, the example gallery, apply and delete, and what the API server said, at its line. */
import { lazy, Suspense, useState, type DragEvent } from 'react';
import { BookOpen, Check, CircleAlert, FilePlus2, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Region } from '../parts/Region.tsx';
import { announce, notify } from '../state/notices.ts';
import { select } from '../state/selection.ts';
import { activeFile, editor, useFiles } from './editor.ts';
import { EXAMPLES } from './examples.ts';
import type { Outcome } from './apply.ts';

const MonacoField = lazy(() => import('./MonacoField.tsx').then((m) => ({ default: m.MonacoField })));

export function EditorPanel() {
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [busy, setBusy] = useState(false);
  const changed = useFiles((s) => s.files[s.active]?.text !== s.files[s.active]?.saved);
  const run = async (act: 'apply' | 'deleteAll'): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const heard: Outcome[] = [];
    setOutcomes([]);
    const { apply, deleteAll } = await import('./apply.ts');
    try {
      let shown = 0;
      await (act === 'apply' ? apply : deleteAll)(activeFile().text, (outcome) => {
        heard.push(outcome);
        if (heard.length - shown >= 25) { shown = heard.length; setOutcomes([...heard]); }
      });
    } catch (error) { heard.push({ text: (error as Error).message, good: false, line: 1 }); }
    setOutcomes(heard);
    setBusy(false);
    const bad = heard.filter((o) => !o.good).length;
    announce(bad ? `${bad} refused: ${heard.find((o) => !o.good)!.text}` : heard.map((o) => o.text).join(', '));
    if (bad === 0 && act === 'apply') { editor.keep(); if (heard.length === 1 && heard[0]!.ref) select(heard[0]!.ref); }
  };
  return (
    <Region name="Editor" className="editor" tools={<Gallery onOpen={() => setOutcomes([])} />}>
      <Tabs />
      <div className="editor-body" onDragOver={(event) => event.preventDefault()} onDrop={(event) => void dropFiles(event)}>
        <Suspense fallback={<p className="hint">Opening the editor…</p>}><MonacoField outcomes={outcomes} onApply={() => void run('apply')} /></Suspense>
      </div>
      {outcomes.length > 0 && (
        <ul className="outcomes" aria-label="Results">
          {outcomes.slice(0, 200).map((o, i) => <li key={i} data-good={o.good || undefined}>{o.good ? <Check size={14} aria-hidden="true" /> : <CircleAlert size={14} aria-hidden="true" />}<span className="outcome-text">{o.good ? '' : `Line ${o.line}: `}{o.text}</span></li>)}
        </ul>
      )}
      <div className="editor-foot">
        <button type="button" className="button primary" disabled={busy} title="Ctrl+Enter in the editor" onClick={() => void run('apply')}>{busy ? 'Sending…' : 'Apply'}</button>
        <button type="button" className="button" disabled={busy} onClick={() => void run('deleteAll')}>Delete</button>
        <span className="grow" />
        <button type="button" className="button quiet" disabled={!changed} onClick={() => { editor.revert(); setOutcomes([]); }}>Revert</button>
      </div>
    </Region>
  );
}

function Tabs() {
  const { files, active } = useFiles();
  return (
    <div className="file-tabs" role="tablist" aria-label="Files">
      {files.map((file, i) => (
        <span key={file.name} className="file-tab" data-active={i === active || undefined}>
          <button type="button" role="tab" aria-selected={i === active} className="clip" onClick={() => editor.show(i)}>{file.name}{file.text !== file.saved ? ' •' : ''}</button>
          {files.length > 1 && <button type="button" className="clear" aria-label={`Close ${file.name}`} onClick={() => editor.close(i)}><X size={12} aria-hidden="true" /></button>}
        </span>
      ))}
    </div>
  );
}

function Gallery({ onOpen }: { onOpen: () => void }) {
  return (
    <span className="row">
      <button type="button" className="icon-button" aria-label="New file" title="New file" onClick={() => { onOpen(); editor.open(`manifest-${useFiles.getState().files.length + 1}.yaml`, ''); }}><FilePlus2 size={15} aria-hidden="true" /></button>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="tool-button"><BookOpen size={15} aria-hidden="true" /><span>Examples</span></DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu gallery" align="end" sideOffset={6} collisionPadding={8}>
            {EXAMPLES.map((example) => (
              <DropdownMenu.Item key={example.file} className="menu-item two" onSelect={() => { onOpen(); editor.open(example.file, example.text); }}>
                <span>{example.title}</span><span className="menu-what">{example.what}</span>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}

/** 5 MB: what the API server itself would refuse anyway is not loaded into an editor. */
const LARGEST = 5 * 2 ** 20;

export async function dropFiles(event: DragEvent): Promise<void> {
  const { files } = event.dataTransfer;
  if (files.length === 0) return;
  event.preventDefault();
  for (const file of files) {
    if (file.size > LARGEST) notify(`${file.name} is larger than 5 MB and was not opened`, 'bad');
    else editor.open(file.name, await file.text());
  }
}
