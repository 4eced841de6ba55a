/**
 * Why a text is no JSON, in the words of Go's encoding/json, which clients get to read. `JSON.parse` decides whether it
 * is; only then this looks for the place.
 */
export function jsonSyntaxError(text: string): string {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    scanner.spaces();
    if (scanner.at < text.length) scanner.fail('after top-level value');
  } catch (error) {
    if (error instanceof Complaint) return error.message;
    throw error;
  }
  return 'unexpected end of JSON input';
}

class Complaint extends Error {}

const quoteChar = (c: string): string => (c === "'" ? `'\\''` : c === '"' ? `'"'` : `'${JSON.stringify(c).slice(1, -1)}'`);

class Scanner {
  at = 0;
  constructor(private readonly text: string) {}

  fail(context: string): never {
    if (this.at >= this.text.length) throw new Complaint('unexpected end of JSON input');
    throw new Complaint(`invalid character ${quoteChar(String.fromCodePoint(this.text.codePointAt(this.at)!))} ${context}`);
  }

  spaces(): void { while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++; }

  value(): void {
    this.spaces();
    const c = this.text[this.at];
    if (c === '{') return this.#object();
    if (c === '[') return this.#array();
    if (c === '"') return this.#string();
    if (c === '-' || (c !== undefined && c >= '0' && c <= '9')) return this.#number();
    for (const word of ['true', 'false', 'null']) if (c === word[0]) return this.#literal(word);
    this.fail('looking for beginning of value');
  }

  #object(): void {
    this.at++;
    this.spaces();
    if (this.#take('}')) return;
    for (;;) {
      this.spaces();
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      this.#string();
      this.spaces();
      if (!this.#take(':')) this.fail('after object key');
      this.value();
      this.spaces();
      if (this.#take('}')) return;
      if (!this.#take(',')) this.fail('after object key:value pair');
    }
  }

  #array(): void {
    this.at++;
    this.spaces();
    if (this.#take(']')) return;
    for (;;) {
      this.value();
      this.spaces();
      if (this.#take(']')) return;
      if (!this.#take(',')) this.fail('after array element');
    }
  }

  #string(): void {
    this.at++;
    for (;;) {
      const c = this.text[this.at];
      if (c === '"') { this.at++; return; }
      if (c === undefined || c < ' ') this.fail('in string literal');
      this.at++;
      if (c !== '\\') continue;
      const escape = this.text[this.at];
      if (escape === 'u') {
        for (let i = 0; i < 4; i++) {
          this.at++;
          if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) this.fail('in \\u hexadecimal character escape');
        }
      } else if (escape === undefined || !'bfnrt\\/"'.includes(escape)) this.fail('in string escape code');
      this.at++;
    }
  }

  #number(): void {
    const digits = (context: string): void => {
      if (!/[0-9]/.test(this.text[this.at] ?? '')) this.fail(context);
      while (/[0-9]/.test(this.text[this.at] ?? '')) this.at++;
    };
    const negative = this.#take('-');
    if (!this.#take('0')) digits(negative ? 'in numeric literal' : 'looking for beginning of value');
    if (this.#take('.')) digits('after decimal point in numeric literal');
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      digits('in exponent of numeric literal');
    }
  }

  #literal(word: string): void {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text[this.at] !== word[i]) this.fail(`in literal ${word} (expecting ${quoteChar(word[i]!)})`);
    }
  }

  #take(token: string): boolean {
    if (this.text[this.at] !== token) return false;
    this.at++;
    return true;
  }
}
