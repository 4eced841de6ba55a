/** Of Monaco: what is offered while typing, and what is wrong at a line. */
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
// The feature's own register file has only the inline suggestions.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
