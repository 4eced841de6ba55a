/** Keys to acts. A key typed into a field stays the field's. */
import { useDialog } from '../state/dialogs.ts';
import { useSelection } from '../state/selection.ts';
import { ACTS, perform } from './index.ts';

export function keyOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const letter = /^[A-Z]$/.test(key);
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${event.shiftKey && (letter || key.length > 1) ? 'Shift+' : ''}${key}`;
}

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || !!target.closest('input, textarea, select, [role=textbox], [role=combobox], .monaco-editor, .xterm'));

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const key = keyOf(event);
  if (inField(event.target) && key !== 'Mod+K') return;
  // Space and Enter press the button that has the focus.
  if (key === 'Space' && event.target instanceof HTMLElement && event.target.closest('button, a, [role=menuitem], [role=slider], summary, [role=tab], [role=row]')) return;
  // A dialog has the keys from the moment it is asked for, also while its code is still loading.
  if ((useDialog.getState().open || document.querySelector('.dialog, .menu')) && key !== 'Mod+K') return;
  const { selected } = useSelection.getState();
  const act = ACTS.find((a) => a.key === key && (!a.on || (selected && a.on(selected))));
  if (!act) return;
  event.preventDefault();
  void perform(act, act.on ? selected : undefined);
}
