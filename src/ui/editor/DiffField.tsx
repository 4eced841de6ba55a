/** What apply would change, side by side or in line, by Monaco's own difference editor. */
import { useEffect, useRef } from 'react';
import { loadMonaco } from './loadMonaco.ts';
import type * as Monaco from 'monaco-editor/editor/editor.api';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';
import type { Difference } from './diff.ts';
import { OPTIONS, sizes } from './options.ts';

export function DiffField({ difference }: { difference: Difference }) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useDocumentTheme();
  useEffect(() => {
    let gone = false;
    let made: Monaco.editor.IStandaloneDiffEditor | undefined;
    const models: Monaco.editor.ITextModel[] = [];
    void loadMonaco().then((monaco) => {
      if (gone || !host.current) return;
      made = monaco.editor.createDiffEditor(host.current, {
        ...OPTIONS, ...sizes(theme), theme: `bottleship-${theme}`, readOnly: true, originalEditable: false, renderSideBySide: true, useInlineViewWhenSpaceIsLimited: true, renderOverviewRuler: false,
        hideUnchangedRegions: { enabled: true, contextLineCount: 3 }, originalAriaLabel: 'In the cluster now', modifiedAriaLabel: 'As apply would leave it', renderIndicators: true,
      });
      models.push(monaco.editor.createModel(difference.before, 'yaml'), monaco.editor.createModel(difference.after, 'yaml'));
      made.setModel({ original: models[0]!, modified: models[1]! });
    });
    return () => { gone = true; made?.dispose(); for (const model of models) model.dispose(); };
  }, [difference, theme]);
  return <div className="monaco-host" ref={host} />;
}
