/**
 * The parts of Monaco that are used: the editor, its everyday features, YAML. Its worker is bundled with the page.
 * Here is what asks for its services, and so comes when all parts are there (`loadMonaco.ts`).
 */
import * as monaco from 'monaco-editor/editor/editor.api';
import 'monaco-editor/languages/definitions/dockerfile/register';
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/markdown/register';
import 'monaco-editor/languages/definitions/shell/register';
import 'monaco-editor/languages/definitions/yaml/register';
// oxlint-disable-next-line import/default -- Vite makes the module
import { registerManifests } from './language.ts';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

registerManifests(monaco);
defineThemes();

export { monaco };

/** The page's own colours in the editor. */
function defineThemes(): void {
  const themes = [
    ['dark', 'vs-dark', { raised: '#152232', border: '#34495f', chosen: '#1f4d5c', accent: '#4cc3d9', bg: '#0f1926', fg: '#e4edf6', line: '#152232', number: '#8097ad', key: '6fd6e8', text: 'c7d7a4', value: 'f0c38a', comment: '7d92a8' }],
    ['light', 'vs', { raised: '#f6f9fb', border: '#b3c1ce', chosen: '#d3e8ee', accent: '#08708a', bg: '#ffffff', fg: '#10202f', line: '#f1f6f9', number: '#5f7184', key: '055a70', text: '3d6b1f', value: '8a4b00', comment: '5f7184' }],
    ['projector', 'vs', { raised: '#ffffff', border: '#000000', chosen: '#cfe5ea', accent: '#00566b', bg: '#ffffff', fg: '#000000', line: '#e6f2f5', number: '#2c3a47', key: '003c4b', text: '244d08', value: '6b3700', comment: '2c3a47' }],
  ] as const;
  for (const [name, base, c] of themes) {
    monaco.editor.defineTheme(`bottleship-${name}`, {
      base, inherit: true,
      rules: [{ token: 'type', foreground: c.key }, { token: 'string', foreground: c.text }, { token: 'number', foreground: c.value }, { token: 'keyword', foreground: c.value }, { token: 'comment', foreground: c.comment }],
      colors: { 'editor.background': c.bg, 'editor.foreground': c.fg, 'editor.lineHighlightBackground': c.line, 'editor.lineHighlightBorder': c.line, 'editorLineNumber.foreground': c.number, 'editorGutter.background': c.bg,
        'editorWidget.background': c.raised, 'editorWidget.border': c.border, 'editorSuggestWidget.background': c.raised, 'editorSuggestWidget.border': c.border, 'editorSuggestWidget.foreground': c.fg, 'editorSuggestWidget.selectedBackground': c.chosen, 'editorSuggestWidget.selectedForeground': c.fg,
        'editorSuggestWidget.highlightForeground': c.accent, 'editorSuggestWidget.focusHighlightForeground': c.accent, 'editorHoverWidget.background': c.raised, 'editorHoverWidget.border': c.border, 'editorHoverWidget.foreground': c.fg,
        'focusBorder': c.accent, 'quickInput.background': c.raised, 'quickInput.foreground': c.fg, 'menu.background': c.raised, 'menu.foreground': c.fg, 'menu.selectionBackground': c.chosen, 'menu.selectionForeground': c.fg, 'diffEditor.unchangedRegionBackground': c.line, 'diffEditor.unchangedRegionForeground': c.fg, 'widget.shadow': '#0000' },
    });
  }
}
