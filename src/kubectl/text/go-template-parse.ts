/** The syntax of Go's text/template (https://pkg.go.dev/text/template). Start at `parseNodes`. Positions are offsets in the source. */
import { GoNumber } from './go-types.ts';

interface Placed {
  readonly at: number;
  /** As Go prints the node; part of errors. */
  readonly text: string;
}

export type Operand = Placed & (
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'nil' }
  | { readonly type: 'dot'; readonly fields: readonly string[] }
  | { readonly type: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly type: 'group'; readonly pipeline: Pipeline; readonly fields: readonly string[] }
  | { readonly type: 'name'; readonly name: string }
);

export interface Expression extends Placed { readonly operands: readonly Operand[] }
/** `start` is where the operand begins: Go places a chain of fields at its second. */
type Started = Operand & { readonly start: number };
export interface Pipeline extends Placed { readonly declare: readonly string[]; readonly assign: boolean; readonly commands: readonly Expression[] }

export type TemplateNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | Control
  | Placed & { readonly type: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined }
  | { readonly type: 'break' | 'continue' };

export interface Control { readonly type: 'if' | 'with' | 'range'; readonly pipeline: Pipeline; readonly body: readonly TemplateNode[]; readonly otherwise: readonly TemplateNode[] }

interface Token { readonly text: string; readonly at: number }
type Piece = { readonly text: string } | { readonly action: string; readonly at: number };

/** Parts of `.a.b` are tokens of their own. */
const TOKEN = /\s*(?:("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*')|([-+]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[\d_]+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+))|(:=|=|\||\(|\)|,)|(\$\w*|\.[A-Za-z_]\w*|\.|[A-Za-z_]\w*))/y;

function pieces(source: string, fail: (at: number, why: string) => never): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  let trimNext = false;
  for (;;) {
    const open = source.indexOf('{{', at);
    let text = source.slice(at, open < 0 ? undefined : open);
    if (trimNext) text = text.trimStart();
    if (open < 0) {
      if (text !== '') found.push({ text });
      return found;
    }
    const trimBefore = /^\{\{-\s/.test(source.slice(open));
    if (trimBefore) text = text.trimEnd();
    if (text !== '') found.push({ text });
    const start = open + (trimBefore ? 3 : 2);
    const close = actionEnd(source, start);
    if (close < 0) fail(start, 'unclosed action');
    let action = source.slice(start, close);
    trimNext = /\s-$/.test(action);
    if (trimNext) action = action.slice(0, -1);
    if (!/^\s*\/\*/.test(action)) found.push({ action, at: start });
    at = close + 2;
  }
}

function actionEnd(source: string, start: number): number {
  let quote = '';
  for (let i = start; i < source.length; i++) {
    const char = source[i]!;
    if (quote !== '') {
      if (char === '\\' && quote !== '`') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === '`' || char === "'") quote = char;
    else if (source.startsWith('}}', i)) return i;
  }
  return -1;
}

export interface Syntax {
  readonly functions: ReadonlySet<string>;
  /** What `define` and `block` name; filled. */
  readonly defined: Map<string, readonly TemplateNode[]>;
}

/** Throws an Error with Go's words. */
export const parseNodes = (source: string, syntax: Syntax): readonly TemplateNode[] => new TemplateParser(source, syntax).nodes();

class TemplateParser {
  readonly #source: string;
  readonly #syntax: Syntax;
  readonly #pieces: readonly Piece[];
  #at = 0;
  /** Offset of the action that is read. */
  #here = 0;
  #variables: string[] = ['$'];
  #ranges = 0;

  constructor(source: string, syntax: Syntax) {
    this.#source = source;
    this.#syntax = syntax;
    this.#pieces = pieces(source, (at, why) => this.#fail(why, at));
  }

  nodes(): TemplateNode[] {
    const { nodes, end } = this.#block();
    if (end !== undefined) this.#fail(`unexpected {{${end.split(/\s/)[0]}}}`);
    return nodes;
  }

  #fail(why: string, at = this.#here): never { throw new Error(`template: output:${this.#source.slice(0, at).split('\n').length}: ${why}`); }

  /** Up to and with `end` or `else`, whose words are given. */
  #block(): { nodes: TemplateNode[]; end: string | undefined } {
    const nodes: TemplateNode[] = [];
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at++]!;
      if ('text' in piece) { nodes.push({ type: 'text', text: piece.text }); continue; }
      this.#here = piece.at;
      const action = piece.action.trim();
      const start = piece.at + piece.action.indexOf(action);
      const word = /^[a-z]+(?![\w.])/.exec(action)?.[0] ?? '';
      const rest = action.slice(word.length);
      if (word === 'end' || word === 'else') return { nodes, end: action };
      if (word === 'if' || word === 'with' || word === 'range') nodes.push(this.#control(word, rest, start + word.length));
      else if ((word === 'break' || word === 'continue') && rest.trim() === '') {
        if (this.#ranges === 0) this.#fail(`{{${word}}} outside {{range}}`);
        nodes.push({ type: word });
      } else if (word === 'define' || word === 'block' || word === 'template') {
        const node = this.#named(word, rest, start + word.length);
        if (node) nodes.push(node);
      } else nodes.push({ type: 'action', pipeline: this.#pipeline(action, start, 'command') });
    }
    return { nodes, end: undefined };
  }

  #named(word: 'define' | 'block' | 'template', rest: string, at: number): TemplateNode | undefined {
    const m = /^(\s*)("[^"]*"|`[^`]*`)(\s*)(.*)$/s.exec(rest);
    if (!m) return this.#fail(`unexpected ${JSON.stringify(rest.trim())} in ${word} clause`);
    const name = m[2]!.slice(1, -1);
    const nameAt = at + m[1]!.length;
    const pipeline = word === 'define' || m[4] === '' ? undefined : this.#pipeline(m[4]!, nameAt + m[2]!.length + m[3]!.length, `${word} clause`);
    if (word !== 'template') {
      const outer = [this.#variables, this.#ranges] as const;
      [this.#variables, this.#ranges] = [['$'], 0];
      const body = this.#block();
      if (body.end !== 'end') this.#fail('unexpected EOF');
      this.#syntax.defined.set(name, body.nodes);
      [this.#variables, this.#ranges] = outer;
      if (word === 'define') return undefined;
    }
    return { type: 'template', name, pipeline, at: nameAt, text: `{{template ${JSON.stringify(name)}${pipeline ? ` ${pipeline.text}` : ''}}}` };
  }

  #control(type: 'if' | 'with' | 'range', text: string, start: number): TemplateNode {
    const before = this.#variables.length;
    const pipeline = this.#pipeline(text, start, type);
    if (type === 'range') this.#ranges++;
    const { nodes: body, end } = this.#block();
    if (type === 'range') this.#ranges--;
    if (end === undefined) this.#fail('unexpected EOF');
    let otherwise: readonly TemplateNode[] = [];
    const chained = /^else\s+(if|with)(\s.*)?$/s.exec(end);
    if (chained) otherwise = [this.#control(chained[1] as 'if' | 'with', chained[2] ?? '', this.#here + (this.#source.slice(this.#here).indexOf(chained[1]!) + chained[1]!.length))];
    else if (end === 'else') {
      const second = this.#block();
      if (second.end !== 'end') this.#fail(second.end === undefined ? 'unexpected EOF' : `expected end; found {{${second.end}}}`);
      otherwise = second.nodes;
    }
    this.#variables.length = before;
    return { type, pipeline, body, otherwise };
  }

  #tokens(text: string, start: number): Token[] {
    const found: Token[] = [];
    let at = 0;
    while (text.slice(at).trim() !== '') {
      TOKEN.lastIndex = at;
      const m = TOKEN.exec(text);
      if (!m) {
        const rest = text.slice(at).trimStart();
        if (/^["`']/.test(rest)) this.#fail(rest.startsWith('`') ? 'unterminated raw quoted string' : rest.startsWith('"') ? 'unterminated quoted string' : 'unterminated character constant');
        return this.#fail(`unexpected bad character U+${rest.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}${rest.codePointAt(0)! < 32 ? '' : ` '${rest[0]}'`} in command`);
      }
      const token = m[0].trimStart();
      found.push({ text: token, at: start + TOKEN.lastIndex - token.length });
      at = TOKEN.lastIndex;
    }
    return found;
  }

  #pipeline(text: string, start: number, context: string): Pipeline {
    const tokens = this.#tokens(text, start);
    const reader = { i: 0 };
    const pipeline = this.#pipelineOf(tokens, reader, context, start);
    if (reader.i < tokens.length) this.#fail(`unexpected ${JSON.stringify(tokens[reader.i]!.text)} in ${context === 'command' ? 'operand' : context}`);
    return pipeline;
  }

  #pipelineOf(tokens: readonly Token[], reader: { i: number }, context: string, start: number): Pipeline {
    const at = tokens[reader.i]?.at ?? start;
    const declare: string[] = [];
    let assign = false;
    const ahead = /^(\$\w*)(?: , (\$\w*))? (:=|=)( |$)/.exec(tokens.slice(reader.i).map(({ text }) => text).join(' '));
    if (ahead) {
      declare.push(ahead[1]!);
      if (ahead[2] !== undefined) declare.push(ahead[2]);
      assign = ahead[3] === '=';
      reader.i += ahead[2] === undefined ? 2 : 4;
      if (assign) for (const name of declare) if (!this.#variables.includes(name)) this.#fail(`undefined variable ${JSON.stringify(name)}`);
    }
    const commands: Expression[] = [];
    let operands: Started[] = [];
    const add = (): void => {
      if (operands.length === 0) this.#fail(commands.length === 0 ? `missing value for ${context}` : 'empty command');
      commands.push({ operands, at: operands[0]!.start, text: operands.map((one) => one.text).join(' ') });
    };
    while (reader.i < tokens.length && tokens[reader.i]!.text !== ')') {
      if (tokens[reader.i]!.text === '|') {
        reader.i++;
        add();
        operands = [];
        if (reader.i >= tokens.length) this.#fail('missing value for command');
      } else operands.push(this.#operandOf(tokens, reader));
    }
    add();
    const late = commands.slice(1).findIndex(({ operands: [first] }) => first!.type === 'value' || first!.type === 'nil' || (first!.type === 'dot' && first!.fields.length === 0));
    if (late >= 0) this.#fail(`non executable command in pipeline stage ${late + 2}`);
    if (!assign) this.#variables.push(...declare);
    const names = declare.length > 0 ? `${declare.join(', ')} ${assign ? '=' : ':='} ` : '';
    return { declare, assign, commands, at, text: `${names}${commands.map((command) => command.text).join(' | ')}` };
  }

  #operandOf(tokens: readonly Token[], reader: { i: number }): Started {
    const { text, at } = tokens[reader.i++]!;
    const operand = this.#term(text, at, tokens, reader);
    const fields: Token[] = [];
    const end = (): number => { const last = tokens[reader.i - 1]!; return last.at + last.text.length; };
    while (/^\.\w/.test(tokens[reader.i]?.text ?? '') && tokens[reader.i]!.at === end()) fields.push(tokens[reader.i++]!);
    if (fields.length === 0) return { ...operand, start: at };
    if (operand.type === 'value' || operand.type === 'nil' || (operand.type === 'dot' && operand.fields.length === 0)) return this.#fail(`unexpected . after term ${JSON.stringify(operand.text)}`);
    const names = fields.map((field) => field.text.slice(1));
    const whole = `${operand.text}${fields.map((field) => field.text).join('')}`;
    const placed = { at: fields[0]!.at, start: at, text: whole };
    if (operand.type === 'name') return { type: 'group', pipeline: { declare: [], assign: false, commands: [{ operands: [operand], at, text: operand.text }], at, text: operand.text }, fields: names, ...placed };
    return { ...operand, fields: [...operand.fields, ...names], ...placed };
  }

  #term(text: string, at: number, tokens: readonly Token[], reader: { i: number }): Operand {
    if (text === '(') {
      const pipeline = this.#pipelineOf(tokens, reader, 'parenthesized pipeline', at + 1);
      if (tokens[reader.i++]?.text !== ')') return this.#fail('unclosed left paren');
      return { type: 'group', pipeline, fields: [], at: pipeline.at, text: `(${pipeline.text})` };
    }
    if (text.startsWith('"')) return { type: 'value', value: unquoted(text), text, at };
    if (text.startsWith('`')) return { type: 'value', value: text.slice(1, -1), text, at };
    if (text.startsWith("'")) return { type: 'value', value: new GoNumber(unquoted(text).codePointAt(0) ?? 0, 'int'), text, at };
    if (/^[-+.]?\d/.test(text)) return { type: 'value', value: numberOf(text), text, at };
    if (text === 'true' || text === 'false') return { type: 'value', value: text === 'true', text, at };
    if (text === 'nil') return { type: 'nil', text, at };
    if (text.startsWith('$')) {
      if (!this.#variables.includes(text)) this.#fail(`undefined variable ${JSON.stringify(text)}`);
      return { type: 'variable', name: text, fields: [], text, at };
    }
    if (text.startsWith('.')) return { type: 'dot', fields: text === '.' ? [] : [text.slice(1)], text, at };
    if (/^[A-Za-z_]\w*$/.test(text)) {
      if (!this.#syntax.functions.has(text)) this.#fail(`function ${JSON.stringify(text)} not defined`);
      return { type: 'name', name: text, text, at };
    }
    return this.#fail(`unexpected ${text === ')' ? 'right paren' : JSON.stringify(text)} in operand`);
  }
}

function numberOf(text: string): GoNumber {
  const digits = text.replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1 : 1;
  const bare = digits.replace(/^[-+]/, '');
  if (/^0[xXbBoO]/.test(bare)) return new GoNumber(sign * Number(bare.toLowerCase()), 'int');
  if (/^0\d+$/.test(bare)) return new GoNumber(sign * Number.parseInt(bare, 8), 'int');
  return new GoNumber(Number(digits), /[.eE]/.test(bare) ? 'float64' : 'int');
}

const unquoted = (text: string): string => text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs, (_, escape: string) => (escape.length > 1 ? String.fromCodePoint(Number.parseInt(escape.slice(1), 16)) : ESCAPES[escape] ?? escape));
const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
