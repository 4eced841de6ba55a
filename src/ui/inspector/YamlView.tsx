import { useMemo, useState } from 'react';
import { dump } from 'js-yaml';
import { PencilLine } from 'lucide-react';
import type { AnyObject } from '../../engine/api/types.ts';
import { editor } from '../editor/editor.ts';

/** The object as YAML, managed fields folded away; it can be taken to the editor. */
export function YamlView({ object }: { object: AnyObject }) {
  const [full, setFull] = useState(false);
  const text = useMemo(() => dump(full ? object : { ...object, metadata: { ...object.metadata, managedFields: undefined } }, { lineWidth: 110, noRefs: true, skipInvalid: true }), [object, full]);
  return (
    <>
      <div className="row yaml-tools">
        <button type="button" className="tool-button" onClick={() => editor.open(`${object.metadata.name}.yaml`, forEditing(object))}><PencilLine size={14} aria-hidden="true" /><span>Edit</span></button>
        {object.metadata.managedFields && <label className="row check"><input type="checkbox" checked={full} onChange={(e) => setFull(e.target.checked)} />Managed fields</label>}
      </div>
      <pre className="yaml" tabIndex={0}>{text}</pre>
    </>
  );
}

/** Without what the server fills in. */
function forEditing(object: AnyObject): string {
  const { managedFields: _m, uid: _u, resourceVersion: _r, generation: _g, creationTimestamp: _c, selfLink: _s, ...metadata } = object.metadata as AnyObject['metadata'] & { selfLink?: string };
  const { status: _status, ...rest } = object;
  return dump({ ...rest, metadata }, { lineWidth: 110, noRefs: true, skipInvalid: true });
}
