/** The first syntax error of a JSON text in the words of Go's encoding/json, which Kubernetes passes on to clients. */
class GoSyntaxError extends Error {}

/** The error text, or '' for well-formed JSON. `type` names the Go type that an object is decoded into: other values do not fit. */
export function goJSONError(text: string, type?: string): string {
  const scanner = new Scanner(text);
  try {
    const kind = scanner.document();
    return type && kind !== 'object' && kind !== 'null' ? `json: cannot unmarshal ${kind} into Go value of type ${type}` : '';
  } catch (error) {
    if (error instanceof GoSyntaxError) return error.message;
    throw error;
  }
}

class Scanner {
  #at = 0;
  constructor(private readonly text: string) {}

  document(): string {
    const kind = this.#value();
    this.#space();
    if (this.#at < this.text.length) this.#bad('after top-level value');
    return kind;
  }

  #bad(where: string): never {
    const letter = this.text[this.#at];
    if (letter === undefined) throw new GoSyntaxError('unexpected end of JSON input');
    const shown = letter === "'" ? `'\\''` : letter === '"' ? `'"'` : `'${JSON.stringify(letter).slice(1, -1)}'`;
    throw new GoSyntaxError(`invalid character ${shown} ${where}`);
  }

  #space(): void {
    while (this.#at < this.text.length && ' \t\r\n'.includes(this.text[this.#at]!)) this.#at++;
  }

  #value(): string {
    this.#space();
    const letter = this.text[this.#at];
    if (letter === '{') return this.#members('}', 'object');
    if (letter === '[') return this.#members(']', 'array');
    if (letter === '"') return this.#string();
    if (letter === '-' || this.#isDigit()) return this.#number();
    if (letter === 't') return this.#literal('true', 'bool');
    if (letter === 'f') return this.#literal('false', 'bool');
    if (letter === 'n') return this.#literal('null', 'null');
    return this.#bad('looking for beginning of value');
  }

  #members(close: '}' | ']', kind: 'object' | 'array'): string {
    this.#at++;
    this.#space();
    if (this.text[this.#at] === close) { this.#at++; return kind; }
    for (;;) {
      if (kind === 'object') this.#key();
      this.#value();
      this.#space();
      const letter = this.text[this.#at];
      if (letter === close) { this.#at++; return kind; }
      if (letter !== ',') this.#bad(kind === 'object' ? 'after object key:value pair' : 'after array element');
      this.#at++;
    }
  }

  #key(): void {
    this.#space();
    if (this.text[this.#at] !== '"') this.#bad('looking for beginning of object key string');
    this.#string();
    this.#space();
    if (this.text[this.#at] !== ':') this.#bad('after object key');
    this.#at++;
  }

  #string(): string {
    this.#at++;
    for (;;) {
      const letter = this.text[this.#at];
      if (letter === '"') { this.#at++; return 'string'; }
      if (letter === undefined || letter < ' ') this.#bad('in string literal');
      this.#at++;
      if (letter !== '\\') continue;
      const escaped = this.text[this.#at];
      if (escaped === undefined || !'bfnrt\\/"u'.includes(escaped)) this.#bad('in string escape code');
      this.#at++;
      for (let digit = 0; escaped === 'u' && digit < 4; digit++, this.#at++) {
        if (!/^[0-9a-fA-F]$/.test(this.text[this.#at] ?? '')) this.#bad('in \\u hexadecimal character escape');
      }
    }
  }

  #isDigit(): boolean {
    const letter = this.text[this.#at];
    return letter !== undefined && letter >= '0' && letter <= '9';
  }

  #digits(where: string): void {
    if (!this.#isDigit()) this.#bad(where);
    while (this.#isDigit()) this.#at++;
  }

  #number(): string {
    if (this.text[this.#at] === '-') this.#at++;
    if (this.text[this.#at] === '0') this.#at++;
    else this.#digits('in numeric literal');
    if (this.text[this.#at] === '.') { this.#at++; this.#digits('after decimal point in numeric literal'); }
    if (this.text[this.#at] === 'e' || this.text[this.#at] === 'E') {
      this.#at++;
      if (this.text[this.#at] === '+' || this.text[this.#at] === '-') this.#at++;
      this.#digits('in exponent of numeric literal');
    }
    return 'number';
  }

  #literal(word: string, kind: string): string {
    for (let i = 0; i < word.length; i++, this.#at++) {
      if (this.text[this.#at] !== word[i]) this.#bad(`in literal ${word} (expecting '${word[i]}')`);
    }
    return kind;
  }
}
