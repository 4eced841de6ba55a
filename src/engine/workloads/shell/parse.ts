/** Reads a shell's text. Throws `SyntaxProblem` in ash's words. */
import type { AndOr, List, Node, Part, Pipeline, Redirect, Word } from './syntax.ts';

export class SyntaxProblem extends Error {}

const OPERATORS = ['&&', '||', ';;', '<<-', '<<<', '<<', '>>', '>&', '<&', '&>', '>|', ';', '&', '|', '(', ')', '<', '>', '\n'];
const RESERVED = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);

const parsed = new Map<string, List>();
const MOST_KEPT = 500;

export function parseShell(text: string): List {
  let list = parsed.get(text);
  if (!list) {
    if (parsed.size >= MOST_KEPT) parsed.clear();
    parsed.set(text, (list = new Parser(text).whole()));
  }
  return list;
}

class Parser {
  #at = 0;
  /** Here-documents whose text comes after this line. */
  #pending: { readonly end: string; readonly strip: boolean; readonly quoted: boolean; fill(word: Word): void }[] = [];

  constructor(private readonly text: string) {}

  whole(): List {
    const list = this.#list();
    this.#blank(true);
    if (this.#at < this.text.length) throw this.#unexpected();
    return list;
  }

  #unexpected(): SyntaxProblem {
    this.#blank(false);
    const next = this.#operator() ?? /^[^\s;&|()<>]+/.exec(this.text.slice(this.#at))?.[0];
    return new SyntaxProblem(next === undefined ? 'syntax error: unexpected end of file' : `syntax error: unexpected ${next === '\n' ? 'newline' : RESERVED.has(next) || OPERATORS.includes(next) ? `"${next}"` : `word`}`);
  }

  /** Spaces, comments and joined lines; with `lines` newlines too. */
  #blank(lines: boolean): void {
    for (;;) {
      const letter = this.text[this.#at];
      if (letter === ' ' || letter === '\t' || letter === '\r') this.#at++;
      else if (letter === '\\' && this.text[this.#at + 1] === '\n') this.#at += 2;
      else if (letter === '#') { while (this.#at < this.text.length && this.text[this.#at] !== '\n') this.#at++; }
      else if (letter === '\n' && lines) this.#newline();
      else return;
    }
  }

  #newline(): void {
    this.#at++;
    for (const { end, strip, quoted, fill } of this.#pending.splice(0)) {
      let body = '';
      for (;;) {
        const stop = this.text.indexOf('\n', this.#at);
        let line = this.text.slice(this.#at, stop < 0 ? undefined : stop);
        this.#at = stop < 0 ? this.text.length : stop + 1;
        if (strip) line = line.replace(/^\t+/, '');
        if (line === end || (line === '' && this.#at >= this.text.length)) break;
        body += `${line}\n`;
      }
      fill(quoted ? [{ is: 'text', text: body, quoted: true }] : new Parser(body).#quotedParts(''));
    }
  }

  #operator(): string | undefined { return OPERATORS.find((one) => this.text.startsWith(one, this.#at)); }

  #take(operator: string): boolean {
    this.#blank(false);
    if (this.#operator() !== operator) return false;
    if (operator === '\n') this.#newline(); else this.#at += operator.length;
    return true;
  }

  /** The reserved word that stands here, if it does. */
  #peekWord(): string | undefined {
    this.#blank(false);
    return /^(?:[A-Za-z_]+|[!{}]|\[\[)(?=[\s;&|()<>]|$)/.exec(this.text.slice(this.#at, this.#at + 12))?.[0];
  }

  #takeWord(word: string): boolean {
    this.#blank(false);
    if (this.#peekWord() !== word) return false;
    this.#at += word.length;
    return true;
  }

  #expect(word: string): void { this.#blank(true); if (!this.#takeWord(word)) throw this.#unexpected(); }

  #list(): List {
    const list: AndOr[] = [];
    for (;;) {
      this.#blank(true);
      const next = this.#peekWord();
      if (this.#at >= this.text.length || (next !== undefined && RESERVED.has(next)) || this.text[this.#at] === ')' || this.text.startsWith(';;', this.#at)) return list;
      const pipelines: Pipeline[] = [this.#pipeline()];
      const operators: ('&&' | '||')[] = [];
      for (;;) {
        const operator = this.#take('&&') ? '&&' : this.#take('||') ? '||' : undefined;
        if (!operator) break;
        this.#blank(true);
        operators.push(operator);
        pipelines.push(this.#pipeline());
      }
      const background = this.#take('&');
      list.push({ pipelines, operators, background });
      if (!background && !this.#take(';') && !this.#take('\n')) {
        this.#blank(false);
        if (this.#at < this.text.length && this.text[this.#at] !== ')' && !this.text.startsWith(';;', this.#at)) throw this.#unexpected();
        return list;
      }
    }
  }

  #pipeline(): Pipeline {
    const not = this.#takeWord('!');
    const commands = [this.#command()];
    while (this.#take('|')) { this.#blank(true); commands.push(this.#command()); }
    return { commands, not };
  }

  #command(): Node {
    const node = this.#compound();
    if (!node) return this.#simple();
    const redirects: Redirect[] = [];
    for (let next = this.#redirect(); next; next = this.#redirect()) redirects.push(next);
    return redirects.length > 0 ? { ...node, redirects } : node;
  }

  #compound(): Node | undefined {
    const redirects: Redirect[] = [];
    if (this.#take('(')) {
      const body = this.#list();
      this.#blank(true);
      if (!this.#take(')')) throw this.#unexpected();
      return { is: 'group', body, subshell: true, redirects };
    }
    switch (this.#peekWord()) {
      case '{': { this.#takeWord('{'); const body = this.#list(); this.#expect('}'); return { is: 'group', body, subshell: false, redirects }; }
      case 'if': {
        this.#takeWord('if');
        const branches: [List, List][] = [];
        let otherwise: List | undefined;
        do { const condition = this.#list(); this.#expect('then'); branches.push([condition, this.#list()]); } while (this.#takeWord('elif'));
        if (this.#takeWord('else')) otherwise = this.#list();
        this.#expect('fi');
        return { is: 'if', branches, ...(otherwise ? { otherwise } : {}), redirects };
      }
      case 'while': case 'until': {
        const until = this.#takeWord('until');
        if (!until) this.#takeWord('while');
        const condition = this.#list();
        this.#expect('do');
        const body = this.#list();
        this.#expect('done');
        return { is: 'while', until, condition, body, redirects };
      }
      case 'for': return this.#for();
      case 'case': return this.#case();
      default: {
        const [, name] = /^([A-Za-z_]\w*)[ \t]*\([ \t]*\)/.exec(this.text.slice(this.#at)) ?? [];
        if (name === undefined) return undefined;
        this.#at = this.text.indexOf(')', this.#at) + 1;
        this.#blank(true);
        return { is: 'function', name, body: this.#command(), redirects };
      }
    }
  }

  #for(): Node {
    this.#takeWord('for');
    this.#blank(false);
    const name = /^\w+/.exec(this.text.slice(this.#at))?.[0];
    if (name === undefined) throw this.#unexpected();
    this.#at += name.length;
    this.#blank(true);
    let words: Word[] | undefined;
    if (this.#takeWord('in')) {
      words = [];
      for (let word = this.#word(); word; word = this.#word()) words.push(word);
    }
    this.#take(';');
    this.#expect('do');
    const body = this.#list();
    this.#expect('done');
    return { is: 'for', name, ...(words ? { words } : {}), body, redirects: [] };
  }

  #case(): Node {
    this.#takeWord('case');
    const word = this.#word();
    if (!word) throw this.#unexpected();
    this.#expect('in');
    const arms: [Word[], List][] = [];
    for (;;) {
      this.#blank(true);
      if (this.#takeWord('esac')) return { is: 'case', word, arms, redirects: [] };
      this.#take('(');
      const patterns: Word[] = [];
      do { const pattern = this.#word(); if (!pattern) throw this.#unexpected(); patterns.push(pattern); } while (this.#take('|'));
      if (!this.#take(')')) throw this.#unexpected();
      arms.push([patterns, this.#list()]);
      this.#blank(true);
      this.#take(';;');
    }
  }

  #simple(): Node {
    const assigns: [string, Word][] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.#redirect();
      if (redirect) { redirects.push(redirect); continue; }
      const [assign, name] = words.length === 0 ? /^([A-Za-z_]\w*)=/.exec(this.text.slice(this.#at)) ?? [] : [];
      if (assign !== undefined) {
        this.#at += assign.length;
        assigns.push([name!, this.#word(false) ?? []]);
        continue;
      }
      const word = this.#word();
      if (!word) break;
      words.push(word);
    }
    if (words.length + assigns.length + redirects.length === 0) throw this.#unexpected();
    return { is: 'simple', assigns, words, redirects };
  }

  #redirect(): Redirect | undefined {
    this.#blank(false);
    const [all, digits = '', operator] = /^(\d*)(<<-|<<<|<<|>>|>&|<&|&>|>\||<|>)/.exec(this.text.slice(this.#at)) ?? [];
    if (all === undefined) return undefined;
    this.#at += all.length;
    const descriptor = digits === '' ? (operator!.startsWith('<') ? 0 : 1) : Number(digits);
    const target = this.#word();
    if (!target) throw this.#unexpected();
    if (operator === '<<' || operator === '<<-') {
      const redirect: { descriptor: number; operator: '<<'; target: Word } = { descriptor, operator: '<<', target: [] };
      const end = target.map((part) => (part.is === 'text' ? part.text : '')).join('');
      this.#pending.push({ end, strip: operator === '<<-', quoted: target.some(({ quoted }) => quoted), fill: (word) => { redirect.target = word; } });
      return redirect;
    }
    if (operator === '<<<') return { descriptor, operator: '<<', target: [...target, { is: 'text', text: '\n', quoted: true }] };
    return { descriptor, operator: operator === '>|' ? '>' : operator === '<&' ? '>&' : operator as Redirect['operator'], target };
  }

  /** Undefined where no word stands. */
  #word(skip = true): Word | undefined {
    if (skip) this.#blank(false);
    const parts: Part[] = [];
    let plain = '';
    const flush = (): void => { if (plain !== '') parts.push({ is: 'text', text: plain, quoted: false }); plain = ''; };
    const begin = this.#at;
    for (; this.#at < this.text.length;) {
      const letter = this.text[this.#at]!;
      if (/[\s;&|()<>]/.test(letter)) break;
      if (letter === '\\') {
        flush();
        if (this.text[this.#at + 1] !== '\n') parts.push({ is: 'text', text: this.text[this.#at + 1] ?? '\\', quoted: true });
        this.#at += 2;
      } else if (letter === "'") {
        flush();
        const end = this.text.indexOf("'", this.#at + 1);
        if (end < 0) throw new SyntaxProblem('syntax error: unterminated quoted string');
        parts.push({ is: 'text', text: this.text.slice(this.#at + 1, end), quoted: true });
        this.#at = end + 1;
      } else if (letter === '"') {
        flush();
        this.#at++;
        const quoted = this.#quotedParts('"');
        parts.push(...(quoted.length > 0 ? quoted : [{ is: 'text', text: '', quoted: true } as const]));
        if (this.text[this.#at] !== '"') throw new SyntaxProblem('syntax error: unterminated quoted string');
        this.#at++;
      } else if (letter === '$' || letter === '`') {
        const part = this.#dollar(false);
        if (part) { flush(); parts.push(part); } else { plain += letter; this.#at++; }
      } else { plain += letter; this.#at++; }
    }
    flush();
    return this.#at === begin ? undefined : parts;
  }

  /** What stands inside double quotes, up to `end` (not taken), or to the end of the text. */
  #quotedParts(end: string): Part[] {
    const parts: Part[] = [];
    let plain = '';
    const flush = (): void => { if (plain !== '') parts.push({ is: 'text', text: plain, quoted: true }); plain = ''; };
    while (this.#at < this.text.length && this.text[this.#at] !== end) {
      const letter = this.text[this.#at]!;
      if (letter === '\\' && /[$`"\\\n]/.test(this.text[this.#at + 1] ?? '')) {
        if (this.text[this.#at + 1] !== '\n') plain += this.text[this.#at + 1];
        this.#at += 2;
      } else if (letter === '$' || letter === '`') {
        const part = this.#dollar(true);
        if (part) { flush(); parts.push(part); } else { plain += letter; this.#at++; }
      } else { plain += letter; this.#at++; }
    }
    flush();
    return parts;
  }

  /** A variable, command or sum; undefined for a dollar that means itself. */
  #dollar(quoted: boolean): Part | undefined {
    const rest = this.text.slice(this.#at);
    if (rest.startsWith('`')) {
      const end = /(?:[^\\`]|\\[\s\S])*/.exec(rest.slice(1))![0].length;
      this.#at += end + 2;
      return { is: 'command', list: parseShell(rest.slice(1, end + 1).replace(/\\([`$\\])/g, '$1')), quoted };
    }
    if (rest.startsWith('$((')) {
      const end = closing(this.text, this.#at + 1);
      if (this.text[end - 1] === ')') {
        const inner = new Parser(this.text.slice(this.#at + 3, end - 1));
        this.#at = end + 1;
        return { is: 'arithmetic', text: inner.#quotedParts(''), quoted };
      }
    }
    if (rest.startsWith('$(')) {
      const end = closing(this.text, this.#at + 1);
      const list = parseShell(this.text.slice(this.#at + 2, end));
      this.#at = end + 1;
      return { is: 'command', list, quoted };
    }
    if (rest.startsWith('${')) {
      const [head, length, name, operator] = /^\$\{(#?)(\w+|[@*#?$!-])(:?[-+=?]|%%|%|##|#)?/.exec(rest) ?? [];
      if (head === undefined) throw new SyntaxProblem('syntax error: bad substitution');
      this.#at += head.length;
      let word: Word | undefined;
      if (operator) word = this.#quotedParts('}').map((part) => ({ ...part, quoted: quoted && !/[#%]/.test(operator) }));
      if (this.text[this.#at] !== '}') throw new SyntaxProblem('syntax error: bad substitution');
      this.#at++;
      return { is: 'variable', name: name!, ...(length ? { operator: 'length' } : operator ? { operator, word: word! } : {}), quoted };
    }
    const [all, name] = /^\$([A-Za-z_]\w*|\d|[@*#?$!-])/.exec(rest) ?? [];
    if (all === undefined) return undefined;
    this.#at += all.length;
    return { is: 'variable', name: name!, quoted };
  }
}

/** Where the bracket that opens at `from` closes. */
function closing(text: string, from: number): number {
  let depth = 0, quote = '';
  for (let i = from; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === '\\' && quote !== "'") { i++; continue; }
    if (quote) { if (letter === quote) quote = ''; continue; }
    if (letter === "'" || letter === '"') quote = letter;
    else if (letter === '(') depth++;
    else if (letter === ')' && --depth === 0) return i;
  }
  throw new SyntaxProblem('syntax error: unterminated quoted string');
}
