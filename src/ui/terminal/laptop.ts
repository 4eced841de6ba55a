/** The page's one laptop. Its files are the editor's: taken over before a line runs, given back when it has run. */
import { Laptop } from '../../shell/shell.ts';
import { allFiles, editor } from '../editor/editor.ts';
import { pageWorld } from './pageWorld.ts';

export const laptop = new Laptop(pageWorld);

/** What both sides had when they last agreed. */
let agreed = new Map<string, string>();

export async function fromEditor(): Promise<void> {
  const now = new Map(allFiles().map((file) => [file.name, file.text]));
  for (const [name, text] of now) if (agreed.get(name) !== text) await laptop.write(name, text);
  for (const name of agreed.keys()) if (!now.has(name)) await laptop.remove(name);
  agreed = now;
}

export async function toEditor(): Promise<void> {
  const now = await laptop.files();
  for (const [name, text] of now) if (agreed.get(name) !== text) editor.writeFile(name, text);
  for (const name of agreed.keys()) if (!now.has(name)) editor.remove(name);
  agreed = now;
}
