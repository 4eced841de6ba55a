/** Of Monaco: what is asked for by name, and the comparison of two texts. */
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/quickCommand/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/diffEditor/register';
