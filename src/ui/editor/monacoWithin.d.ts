/** Parts of Monaco that have no types of their own; they are loaded ahead and never called (loadMonaco.ts). */
declare module 'monaco-editor/editor/common/config/editorOptions';
declare module 'monaco-editor/editor/common/model/textModel';
declare module 'monaco-editor/platform/list/browser/listService';
declare module 'monaco-editor/editor/browser/view';
declare module 'monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget';
declare module 'monaco-editor/editor/browser/widget/diffEditor/diffEditorWidget';
