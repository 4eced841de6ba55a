/** Parts of Monaco that have no types of their own: those that are loaded ahead (loadMonaco.ts), and its measuring (measureFont.ts). */
declare module 'monaco-editor/editor/common/config/editorOptions';
declare module 'monaco-editor/editor/common/model/textModel';
declare module 'monaco-editor/platform/list/browser/listService';
declare module 'monaco-editor/editor/browser/view';
declare module 'monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget';
declare module 'monaco-editor/editor/browser/widget/diffEditor/diffEditorWidget';
declare module 'monaco-editor/editor/browser/config/fontMeasurements' {
  export const FontMeasurements: { readFontInfo(window: Window, font: unknown): unknown };
}
declare module 'monaco-editor/editor/common/config/fontInfoFromSettings' {
  export function createBareFontInfoFromRawSettings(options: object, pixelRatio: number, ignoreZoom: boolean): unknown;
}
