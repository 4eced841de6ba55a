/** New file, the files there are, and the example gallery. */
import { useRef } from 'react';
import { BookOpen, FilePlus2, FolderOpen } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { IconButton } from '../parts/IconButton.tsx';
import { editor, focusEditor, freeName, useFiles } from './editor.ts';
import { EXAMPLE_GROUPS, EXAMPLES } from './examples.ts';

export function FileTools() {
  const files = useFiles((s) => s.files);
  const choose = useRef<HTMLInputElement>(null);
  /** A menu gives the focus back to its button, unless a file was opened with it. */
  const opened = useRef(false);
  const keepFocus = (event: Event): void => { if (opened.current) { event.preventDefault(); opened.current = false; focusEditor(); } };
  const take = async (list: FileList | null): Promise<void> => { for (const file of list ?? []) editor.open(file.name, (await file.text()).replace(/\r\n/g, '\n')); };
  return (
    <span className="row editor-tools">
      <IconButton icon={FilePlus2} name="New file" onClick={() => { editor.open(freeName('manifest.yaml'), ''); focusEditor(); }} />
      <input ref={choose} type="file" multiple hidden onChange={(event) => { void take(event.target.files); event.target.value = ''; }} />
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="icon-button" aria-label="Files" title="Files"><FolderOpen size={16} aria-hidden="true" /></DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu gallery" align="end" sideOffset={6} collisionPadding={8} onCloseAutoFocus={keepFocus}>
            <DropdownMenu.Item className="menu-item" onSelect={() => choose.current?.click()}>Open from this computer…</DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={() => editor.close(useFiles.getState().active)}>Close this tab</DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" data-danger onSelect={() => { const { files: all, active } = useFiles.getState(); editor.remove(all[active]!.name); }}>Delete this file</DropdownMenu.Item>
            <div className="menu-line" />
            {[...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map((file) => <DropdownMenu.Item key={file.name} className="menu-item" onSelect={() => { opened.current = true; editor.showFile(file.name); }}>{file.name}</DropdownMenu.Item>)}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="tool-button"><BookOpen size={15} aria-hidden="true" /><span>Examples</span></DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu gallery" align="end" sideOffset={6} collisionPadding={8} onCloseAutoFocus={keepFocus}>
            {EXAMPLE_GROUPS.map((group) => (
              <DropdownMenu.Group key={group}>
                <DropdownMenu.Label className="menu-label">{group}</DropdownMenu.Label>
                {EXAMPLES.filter((example) => example.group === group).map((example) => (
                  <DropdownMenu.Item key={example.file} className="menu-item two" onSelect={() => { opened.current = true; editor.open(example.file, example.text); }}>
                    <span>{example.title}</span><span className="menu-what">{example.what}</span>
                  </DropdownMenu.Item>
                ))}
              </DropdownMenu.Group>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}
