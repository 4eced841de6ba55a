/**
 * JSON text to values, remembering keys that an object has twice: `JSON.parse` keeps the last of them in silence, the API
 * server tells (https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation).
 */
const remembered = new WeakMap<object, readonly (readonly string[])[]>();

/** Paths (`.spec`, `.containers`, `[0]`, `.name`) of keys given twice in the text that `value` was parsed from. */
export const duplicatesOf = (value: unknown): readonly (readonly string[])[] =>
  (typeof value === 'object' && value !== null ? remembered.get(value) : undefined) ?? [];

/** As `JSON.parse`; throws its SyntaxError. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null) {
    const found = new DuplicateScan(text).run();
    if (found.length > 0) remembered.set(value, found);
  }
  return value;
}

/** Walks text that is known to be JSON. */
class DuplicateScan {
  #at = 0;
  readonly #path: string[] = [];
  readonly #found: string[][] = [];
  constructor(private readonly text: string) {}

  run(): string[][] {
    this.#value();
    return this.#found;
  }

  #skip(): void {
    for (let c = this.text.charCodeAt(this.#at); c === 32 || c === 10 || c === 13 || c === 9; c = this.text.charCodeAt(++this.#at));
  }

  #value(): void {
    this.#skip();
    const c = this.text[this.#at];
    if (c === '{') this.#object();
    else if (c === '[') this.#list();
    else if (c === '"') this.#string();
    else while (this.#at < this.text.length && !',]}'.includes(this.text[this.#at]!)) this.#at++;
    this.#skip();
  }

  #object(): void {
    const seen = new Set<string>();
    this.#at++;
    this.#skip();
    while (this.text[this.#at] !== '}') {
      this.#skip();
      const start = this.#at;
      this.#string();
      const raw = this.text.slice(start, this.#at);
      const key = raw.includes('\\') ? JSON.parse(raw) as string : raw.slice(1, -1);
      this.#path.push(`.${key}`);
      if (seen.has(key)) this.#found.push([...this.#path]);
      seen.add(key);
      this.#skip();
      this.#at++; // the colon
      this.#value();
      this.#path.pop();
      if (this.text[this.#at] === ',') this.#at++;
      this.#skip();
    }
    this.#at++;
  }

  #list(): void {
    this.#at++;
    this.#skip();
    for (let i = 0; this.text[this.#at] !== ']'; i++) {
      this.#path.push(`[${i}]`);
      this.#value();
      this.#path.pop();
      if (this.text[this.#at] === ',') this.#at++;
    }
    this.#at++;
  }

  #string(): void {
    for (this.#at++; this.text[this.#at] !== '"'; this.#at++) if (this.text[this.#at] === '\\') this.#at++;
    this.#at++;
  }
}
