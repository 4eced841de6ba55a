/**
 * Objects in mutation expressions: `Object{spec: Object.spec{replicas: 3}}` and `JSONPatch{op: "add", ...}`. The CEL library
 * has maps and no messages, so each becomes a map with the same fields before it is compiled.
 */
const TYPE = /^(?:Object(?:\.[A-Za-z_]\w*)*|JSONPatch)\s*\{/;
const FIELD = /^\s*([A-Za-z_]\w*)(\s*):/;

/** The expression with its typed objects written as maps. Texts in quotes stay as they are. */
export function objectsAsMaps(source: string): string {
  let out = '';
  /** For each open bracket, whether it is a typed object. */
  const open: boolean[] = [];
  for (let i = 0; i < source.length;) {
    const rest = source.slice(i);
    const quoted = /^r?("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/.exec(rest);
    if (quoted && !/\w$/.test(out)) {
      out += quoted[0];
      i += quoted[0].length;
      continue;
    }
    const type = /[\w.]$/.test(out) ? null : TYPE.exec(rest);
    if (type) {
      out += '{';
      open.push(true);
      i += type[0].length;
      i += field(source.slice(i));
      continue;
    }
    const character = source[i]!;
    out += character;
    i++;
    if ('{[('.includes(character)) open.push(false);
    else if ('}])'.includes(character)) open.pop();
    else if (character === ',' && open.at(-1)) i += field(source.slice(i));
  }
  return out;

  /** Quotes a field's name that stands next; the length of what was read. */
  function field(rest: string): number {
    const m = FIELD.exec(rest);
    if (!m) return 0;
    out += ` ${JSON.stringify(unescapeName(m[1]!))}:`;
    return m[0].length;
  }
}

/** `__namespace__` is the field `namespace`; see `escapeName` in `cel/values.ts`. */
const unescapeName = (name: string): string => name.replace(/__(underscores|dot|dash|slash)__/g, (_, word: string) => ({ underscores: '__', dot: '.', dash: '-', slash: '/' })[word]!).replace(/^__(\w+)__$/, '$1');
