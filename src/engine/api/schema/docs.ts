/**
 * Descriptions of the built-in types and their fields. They are big, so the table (`docs.gen.json`) is handed in by
 * whoever may load files lazily: `import('.../docs.gen.json')`.
 */
import { TYPES, shortName } from './table.ts';

/** By short type name: the type's text, then one text a field in the fields' order; 0 where there is none. */
export type DocsTable = Readonly<Record<string, readonly (string | number)[]>>;

const text = (doc: string | number | undefined): string | undefined => (typeof doc === 'string' ? doc : undefined);

export const typeDoc = (docs: DocsTable, typeName: string): string | undefined => text(docs[shortName(typeName)]?.[0]);

export function fieldDoc(docs: DocsTable, typeName: string, field: string): string | undefined {
  const short = shortName(typeName);
  const at = TYPES[short]?.f?.findIndex(([name]) => name === field) ?? -1;
  return at < 0 ? undefined : text(docs[short]?.[at + 1]);
}
