/** The words of a search: parts of a name, `ns:` and `status:` narrow, a kind's own name stands for all of that kind. */
export interface Terms { readonly names: readonly string[]; readonly namespaces: readonly string[]; readonly statuses: readonly string[] }

export function readTerms(search: string): Terms {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const after = (mark: string): string[] => words.filter((word) => word.startsWith(mark)).map((word) => word.slice(mark.length));
  return { names: words.filter((word) => !/^(ns|status):/.test(word)), namespaces: after('ns:'), statuses: after('status:') };
}

export function termsMatch(terms: Terms, kind: string, name: string, namespace: string, status: string): boolean {
  for (const part of terms.names) {
    if (name.includes(part)) continue;
    const lower = kind.toLowerCase();
    const slash = part.indexOf('/');
    if (slash >= 0 ? !`${lower}/${name}`.includes(part) : part !== lower && part !== `${lower}s`) return false;
  }
  for (const part of terms.namespaces) if (!namespace.includes(part)) return false;
  if (terms.statuses.length) { const lower = status.toLowerCase(); for (const part of terms.statuses) if (!lower.includes(part)) return false; }
  return true;
}
