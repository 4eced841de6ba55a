/** The syntax of Go's text/template. Start at `parseNodes`. */
export type Operand =
  | { readonly type: 'value'; readonly value: unknown; readonly text: string }
  | { readonly type: 'dot'; readonly fields: readonly string[]; readonly text: string }
  | { readonly type: 'variable'; readonly name: string; readonly fields: readonly string[]; readonly text: string }
  | { readonly type: 'group'; readonly pipeline: Pipeline; readonly fields: readonly string[]; readonly text: string }
  | { readonly type: 'name'; readonly name: string; readonly text: string };

export interface Expression { readonly operands: readonly Operand[] }
export interface Pipeline { readonly declare: readonly string[]; readonly assign: boolean; readonly commands: readonly Expression[] }

export type TemplateNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | Control
  | { readonly type: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined }
  | { readonly type: 'break' | 'continue' };

export interface Control { readonly type: 'if' | 'with' | 'range'; readonly pipeline: Pipeline; readonly body: readonly TemplateNode[]; readonly otherwise: readonly TemplateNode[] }

interface Piece { readonly text?: string; readonly action?: string }

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*')|([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(:=|=|\||\(|\)|,)|(\$?[A-Za-z_]?\w*(?:\.[A-Za-z_]\w*)+|\$\w*|\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\.|[A-Za-z_]\w*))/y;

function pieces(source: string): Piece[] {
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
    let action = source.slice(start, close);
    trimNext = /\s-$/.test(action);
    if (trimNext) action = action.slice(0, -1);
    if (!/^\s*\/\*/.test(action)) found.push({ action: action.trim() });
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
  throw new Error('template: output:1: unclosed action');
}

export function parseNodes(source: string, defined: Map<string, readonly TemplateNode[]>): TemplateNode[] {
  const list = pieces(source);
  const at = { i: 0 };
  const { nodes, end } = block(list, at, defined);
  if (end !== undefined) throw new Error(`template: output:1: unexpected {{${end}}}`);
  return nodes;
}

function block(list: readonly Piece[], at: { i: number }, defined: Map<string, readonly TemplateNode[]>): { nodes: TemplateNode[]; end: string | undefined } {
  const nodes: TemplateNode[] = [];
  while (at.i < list.length) {
    const piece = list[at.i++]!;
    if (piece.text !== undefined) { nodes.push({ type: 'text', text: piece.text }); continue; }
    const action = piece.action!;
    const word = /^[a-z]+/.exec(action)?.[0] ?? '';
    const rest = action.slice(word.length).trim();
    if (word === 'end' || word === 'else') return { nodes, end: action };
    if (word === 'if' || word === 'with' || word === 'range') nodes.push(control(word, rest, list, at, defined));
    else if (word === 'break' || word === 'continue') nodes.push({ type: word });
    else if (word === 'define' || word === 'block') {
      const m = /^"([^"]*)"\s*(.*)$/s.exec(rest);
      if (!m) throw new Error(`template: output:1: unexpected ${JSON.stringify(rest)} in ${word} clause`);
      const body = block(list, at, defined);
      if (body.end !== 'end') throw new Error('template: output:1: unexpected EOF');
      defined.set(m[1]!, body.nodes);
      if (word === 'block') nodes.push({ type: 'template', name: m[1]!, pipeline: parsePipeline(m[2]!) });
    } else if (word === 'template') {
      const m = /^"([^"]*)"\s*(.*)$/s.exec(rest);
      if (!m) throw new Error(`template: output:1: unexpected ${JSON.stringify(rest)} in template clause`);
      nodes.push({ type: 'template', name: m[1]!, pipeline: m[2] === '' ? undefined : parsePipeline(m[2]!) });
    } else nodes.push({ type: 'action', pipeline: parsePipeline(action) });
  }
  return { nodes, end: undefined };
}

function control(type: 'if' | 'with' | 'range', text: string, list: readonly Piece[], at: { i: number }, defined: Map<string, readonly TemplateNode[]>): TemplateNode {
  const pipeline = parsePipeline(text);
  const { nodes: body, end } = block(list, at, defined);
  if (end === undefined) throw new Error('template: output:1: unexpected EOF');
  let otherwise: readonly TemplateNode[] = [];
  const chained = /^else\s+(if|with)\s+(.*)$/s.exec(end);
  if (chained) otherwise = [control(chained[1] as 'if' | 'with', chained[2]!, list, at, defined)];
  else if (end === 'else') {
    const second = block(list, at, defined);
    if (second.end !== 'end') throw new Error('template: output:1: unexpected EOF');
    otherwise = second.nodes;
  }
  return { type, pipeline, body, otherwise };
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length && text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const m = TOKEN.exec(text);
    if (!m || m[0].trim() === '') throw new Error(`template: output:1: unexpected ${JSON.stringify(text.slice(at).trim()[0] ?? '')} in command`);
    found.push(m[0].trim());
    at = TOKEN.lastIndex;
    // `)` and a field right behind it belong together.
    if (m[0].trim() === ')' && text[at] === '.') found.push('glue');
  }
  return found;
}

function parsePipeline(text: string): Pipeline {
  const list = tokens(text);
  const at = { i: 0 };
  const pipeline = pipelineOf(list, at);
  if (at.i < list.length) throw new Error(`template: output:1: unexpected ${JSON.stringify(list[at.i])} in command`);
  return pipeline;
}

function pipelineOf(list: readonly string[], at: { i: number }): Pipeline {
  const declare: string[] = [];
  let assign = false;
  const ahead = /^(\$\w*)(?: , (\$\w*))? (:=|=)( |$)/.exec(list.slice(at.i).join(' '));
  if (ahead) {
    declare.push(ahead[1]!);
    if (ahead[2] !== undefined) declare.push(ahead[2]);
    assign = ahead[3] === '=';
    at.i += ahead[2] === undefined ? 2 : 4;
  }
  const commands: Expression[] = [];
  let operands: Operand[] = [];
  while (at.i < list.length && list[at.i] !== ')') {
    if (list[at.i] === '|') {
      at.i++;
      commands.push({ operands });
      operands = [];
    } else {
      operands.push(operandOf(list, at));
    }
  }
  if (operands.length === 0) throw new Error('template: output:1: missing value for command');
  commands.push({ operands });
  return { declare, assign, commands };
}

function operandOf(list: readonly string[], at: { i: number }): Operand {
  const text = list[at.i++]!;
  if (text === '(') {
    const pipeline = pipelineOf(list, at);
    if (list[at.i++] !== ')') throw new Error('template: output:1: unclosed left paren');
    const fields = list[at.i] === 'glue' ? (at.i++, fieldsOf(list[at.i++]!)) : [];
    return { type: 'group', pipeline, fields, text: '(...)' };
  }
  if (text.startsWith('"')) return { type: 'value', value: JSON.parse(text.replace(/\\'/g, "'")) as string, text };
  if (text.startsWith('`')) return { type: 'value', value: text.slice(1, -1), text };
  if (text.startsWith("'")) return { type: 'value', value: text.codePointAt(1), text };
  if (/^[-+]?\d/.test(text)) return { type: 'value', value: Number(text), text };
  if (text === 'true' || text === 'false') return { type: 'value', value: text === 'true', text };
  if (text === 'nil') return { type: 'value', value: null, text };
  if (text.startsWith('$')) {
    const [name = '$', ...fields] = text.split('.');
    return { type: 'variable', name, fields, text };
  }
  if (text.startsWith('.')) return { type: 'dot', fields: fieldsOf(text), text };
  if (/^[A-Za-z_]\w*$/.test(text)) return { type: 'name', name: text, text };
  throw new Error(`template: output:1: unexpected ${JSON.stringify(text)} in operand`);
}

const fieldsOf = (text: string): string[] => text.split('.').filter((part) => part !== '');
