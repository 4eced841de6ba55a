/**
 * Measures the editor's font ahead of the editor. The browser lays the page out for it, and again for the editor's own
 * size: together that would be the longest task of the page's start. Monaco keeps what was measured by these settings.
 */
import { FontMeasurements } from 'monaco-editor/editor/browser/config/fontMeasurements';
import { createBareFontInfoFromRawSettings } from 'monaco-editor/editor/common/config/fontInfoFromSettings';
import type { OPTIONS } from './options.ts';

export function measureFont(options: typeof OPTIONS): void {
  FontMeasurements.readFontInfo(window, createBareFontInfoFromRawSettings(options, devicePixelRatio, false));
}
