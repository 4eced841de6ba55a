/** The files that the lines of `lines/` name: those of the folder `files/`, by their path in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'files');

export const LINES_FILES: Readonly<Record<string, string>> = Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name))
  .sort()
  .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
