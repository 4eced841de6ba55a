/** How both editors (text and difference) look and behave. */
import type * as Monaco from 'monaco-editor/editor/editor.api';

export const OPTIONS = {
  automaticLayout: true, minimap: { enabled: false }, fontSize: 13, lineHeight: 20, scrollBeyondLastLine: false, renderLineHighlight: 'line', overviewRulerLanes: 0, lineNumbersMinChars: 3, folding: true,
  padding: { top: 8, bottom: 8 }, fixedOverflowWidgets: true, stickyScroll: { enabled: false }, guides: { indentation: true }, glyphMargin: false, renderWhitespace: 'none', accessibilitySupport: 'auto', editContext: false,
} as const satisfies Monaco.editor.IEditorOptions & Monaco.editor.IGlobalEditorOptions;

export const sizes = (theme: string): Monaco.editor.IEditorOptions => (theme === 'projector' ? { fontSize: 17, lineHeight: 26 } : { fontSize: 13, lineHeight: 20 });
