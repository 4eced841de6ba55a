/** The open files as tabs: arrows move, F2 or a double click renames, Delete closes. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { X } from 'lucide-react';
import { announce, notify } from '../state/notices.ts';
import { editor, useFiles } from './editor.ts';

export function FileTabs() {
  const { files, active } = useFiles();
  const [renaming, setRenaming] = useState<number>();
  const list = useRef<HTMLDivElement>(null);
  const open = files.map((file, index) => ({ file, index })).filter(({ file }) => !file.hidden);
  useEffect(() => { list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }, [active, files.length]);
  const focus = (index: number): void => { editor.show(index); requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus()); };
  const onKey = (event: KeyboardEvent, index: number): void => {
    const at = open.findIndex((o) => o.index === index);
    const to = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? open.length - 1 : undefined;
    if (to !== undefined) { event.preventDefault(); focus(open[(to + open.length) % open.length]!.index); return; }
    if (event.key === 'F2') { event.preventDefault(); setRenaming(index); }
    if (event.key === 'Delete') { event.preventDefault(); event.stopPropagation(); editor.close(index); announce('Tab closed'); focus(useFiles.getState().active); }
  };
  return (
    <div className="file-tabs" ref={list}>
      <div role="tablist" aria-label="Files" className="file-tab-list">
        {open.map(({ file, index }) => (
          <span key={file.name} role="presentation" className="file-tab" data-active={index === active || undefined}>
            {renaming === index
              ? <Rename name={file.name} onDone={(name) => { setRenaming(undefined); if (name !== undefined && name !== file.name && !editor.rename(index, name)) notify(`${name || 'An empty name'} cannot be used: it is taken or empty`, 'bad'); focus(index); }} />
              : <button type="button" role="tab" aria-selected={index === active} tabIndex={index === active ? 0 : -1} className="clip" title={`${file.name} (double click renames)`} onClick={() => editor.show(index)} aria-keyshortcuts="Delete F2" onDoubleClick={() => setRenaming(index)} onAuxClick={(event) => { if (event.button === 1) editor.close(index); }} onKeyDown={(event) => onKey(event, index)}>{file.name}{file.text !== file.saved && <span className="changed" aria-label=", changed"> •</span>}</button>}
            {/* For the mouse; the Delete key and the Files menu close tabs too. A tab list may hold nothing but tabs. */}
            <button type="button" className="clear" tabIndex={-1} aria-hidden="true" title={`Close ${file.name}`} onClick={() => editor.close(index)}><X size={12} aria-hidden="true" /></button>
          </span>
        ))}
      </div>
    </div>
  );
}

function Rename({ name, onDone }: { name: string; onDone: (name?: string) => void }) {
  const [text, setText] = useState(name);
  return (
    <input
      className="file-rename" aria-label={`New name of ${name}`} value={text} size={Math.max(8, text.length)} autoFocus onFocus={(event) => event.target.setSelectionRange(0, name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length)}
      onChange={(event) => setText(event.target.value)} onBlur={() => onDone(text)} onKeyDown={(event) => { event.stopPropagation(); if (event.key === 'Enter') event.currentTarget.blur(); if (event.key === 'Escape') onDone(); }}
    />
  );
}
