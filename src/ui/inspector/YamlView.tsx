import { useMemo, useState } from 'react';
import { dump, load } from 'js-yaml';
import { FileCode2, PencilLine } from 'lucide-react';
import type { AnyObject } from '../../engine/api/types.ts';
import { editor } from '../editor/editor.ts';
import { call } from '../state/api.ts';
import { notify } from '../state/notices.ts';
import { showPane } from '../state/panes.ts';
import { pathOf } from '../state/paths.ts';
import type { Ref } from '../state/selection.ts';

const FORM = { lineWidth: 110, noRefs: true, skipInvalid: true } as const;

/** The object as YAML, managed fields folded away. It can be changed in place, as with `kubectl edit`, or taken to the editor. */
export function YamlView({ object, target }: { object: AnyObject; target: Ref }) {
  const [full, setFull] = useState(false);
  const [draft, setDraft] = useState<string>();
  const [error, setError] = useState('');
  const text = useMemo(() => dump(full ? object : { ...object, metadata: { ...object.metadata, managedFields: undefined } }, FORM), [object, full]);
  const save = async (): Promise<void> => {
    try {
      const changed = load(draft!);
      if (typeof changed !== 'object' || changed === null) throw new Error('An object is needed.');
      await call('PUT', `${await pathOf(target)}?fieldManager=bottleship&fieldValidation=Strict`, changed);
      notify(`${target.kind} ${target.name} changed`, 'good');
      setDraft(undefined);
      setError('');
    } catch (e) { setError((e as Error).message); }
  };
  if (draft !== undefined) return (
    <div className="yaml-edit">
      <textarea className="yaml-field" aria-label={`YAML of ${target.kind} ${target.name}`} spellCheck={false} autoFocus value={draft} onChange={(e) => setDraft(e.target.value)} onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void save(); if (e.key === 'Escape') setDraft(undefined); }} />
      {error && <p className="form-error" role="alert">{error}</p>}
      <div className="row yaml-foot"><button type="button" className="button primary small" title="Ctrl+Enter" onClick={() => void save()}>Save</button><button type="button" className="button small" onClick={() => { setDraft(undefined); setError(''); }}>Cancel</button></div>
    </div>
  );
  return (
    <>
      <div className="row yaml-tools">
        <button type="button" className="tool-button" onClick={() => setDraft(dump({ ...object, metadata: { ...object.metadata, managedFields: undefined } }, FORM))}><PencilLine size={14} aria-hidden="true" /><span>Edit</span></button>
        <button type="button" className="tool-button" onClick={() => { editor.open(`${target.name}.yaml`, forEditing(object)); showPane('editor'); }}><FileCode2 size={14} aria-hidden="true" /><span>To the editor</span></button>
        <span className="grow" />
        {object.metadata.managedFields && <label className="row check"><input type="checkbox" checked={full} onChange={(e) => setFull(e.target.checked)} />Managed fields</label>}
      </div>
      <pre className="yaml" tabIndex={0} aria-label="YAML">{text}</pre>
    </>
  );
}

/** Without what the server fills in. */
function forEditing(object: AnyObject): string {
  const { managedFields: _m, uid: _u, resourceVersion: _r, generation: _g, creationTimestamp: _c, selfLink: _s, ...metadata } = object.metadata as AnyObject['metadata'] & { selfLink?: string };
  const { status: _status, ...rest } = object;
  return dump({ ...rest, metadata }, FORM);
}
