/** The parser of label selectors in text. Answers with requirements, or with the text of what is wrong. */
import { invalid } from './validation/field.ts';
import { isLabelValue, isQualifiedName } from './validation/names.ts';

export interface Requirement {
  readonly key: string;
  readonly operator: '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  /** Sorted, without doubles. */
  readonly values: readonly string[];
}

interface Token { readonly kind: 'word' | 'symbol' | 'keyword' | 'end' | 'error'; readonly text: string }

const SYMBOLS = '=!(),><';
const KNOWN = new Set([')', ',', '!', '==', '=', '!=', '(', '>', '<']);
const BINARY: Record<string, Requirement['operator']> = { in: 'in', notin: 'notin', '=': '=', '==': '==', '!=': '!=', '>': 'gt', '<': 'lt' };
const isSpace = (c: string): boolean => c === ' ' || c === '\t' || c === '\r' || c === '\n';

/** Only for the inside of this file: a parse error on its way out. */
class SelectorError extends Error {}

export function parseRequirements(text: string): Requirement[] | string {
  try {
    return new Parser(tokens(text)).parse();
  } catch (error) {
    if (error instanceof SelectorError) return error.message;
    throw error;
  }
}

function tokens(text: string): Token[] {
  const list: Token[] = [];
  let i = 0;
  while (i < text.length) {
    if (isSpace(text[i]!)) { i++; continue; }
    const start = i;
    if (!SYMBOLS.includes(text[i]!)) {
      while (i < text.length && !isSpace(text[i]!) && !SYMBOLS.includes(text[i]!)) i++;
      const word = text.slice(start, i);
      list.push({ kind: word === 'in' || word === 'notin' ? 'keyword' : 'word', text: word });
      continue;
    }
    // The longest run that is a symbol; a longer one ends it.
    let known = '';
    for (; i < text.length && SYMBOLS.includes(text[i]!); i++) {
      const run = text.slice(start, i + 1);
      if (KNOWN.has(run)) known = run;
      else if (known) break;
    }
    list.push(known ? { kind: 'symbol', text: known } : { kind: 'error', text: `error expected: keyword found '${text.slice(start, i)}'` });
  }
  list.push({ kind: 'end', text: '' });
  return list;
}

const isWord = (t: Token): boolean => t.kind === 'word' || t.kind === 'keyword';
const is = (t: Token, symbol: string): boolean => t.kind === 'symbol' && t.text === symbol;

class Parser {
  #at = 0;
  constructor(private readonly list: readonly Token[]) {}

  #peek(): Token { return this.list[Math.min(this.#at, this.list.length - 1)]!; }
  #next(): Token { const token = this.#peek(); this.#at++; return token; }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const first = this.#peek();
      if (first.kind === 'end') return requirements;
      if (!isWord(first) && !is(first, '!')) throw new SelectorError(`found '${first.text}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.#requirementOrWhy());
      const after = this.#next();
      if (after.kind === 'end') return requirements;
      if (!is(after, ',')) throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      const then = this.#peek();
      if (!isWord(then) && !is(then, '!')) throw new SelectorError(`found '${then.text}', expected: identifier after ','`);
    }
  }

  #requirementOrWhy(): Requirement {
    try {
      return this.#requirement();
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  #requirement(): Requirement {
    let token = this.#next();
    const not = is(token, '!');
    if (not) token = this.#next();
    if (!isWord(token)) throw new SelectorError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const wrong = isQualifiedName(key);
    // The parser knows no path at this place, and Go prints that as <nil>.
    if (wrong.length) throw new SelectorError(`<nil>: ${invalid('', key, wrong.join('; ')).message}`);
    const following = this.#peek();
    if (not) return { key, operator: '!', values: [] };
    if (following.kind === 'end' || is(following, ',')) return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = [...new Set(operator === 'in' || operator === 'notin' ? this.#values() : [this.#value()])].sort();
    const errors: string[] = [];
    values.forEach((value, i) => {
      if ((operator === 'gt' || operator === 'lt') && !/^[-+]?\d+$/.test(value)) {
        errors.push(`values[${i}]: ${invalid('', value, "for 'Gt', 'Lt' operators, the value must be an integer").message}`);
      }
    });
    values.forEach((value, i) => {
      const texts = isLabelValue(value);
      if (texts.length) errors.push(`values[${i}][${key}]: ${invalid('', value, texts.join('; ')).message}`);
    });
    if (errors.length) throw new SelectorError(errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`);
    return { key, operator, values };
  }

  #operator(): Requirement['operator'] {
    const token = this.#next();
    const operator = token.kind === 'symbol' || token.kind === 'keyword' ? BINARY[token.text] : undefined;
    if (!operator) throw new SelectorError(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
    return operator;
  }

  #value(): string {
    const token = this.#peek();
    if (token.kind === 'end' || is(token, ',')) return '';
    this.#next();
    if (!isWord(token)) throw new SelectorError(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #values(): string[] {
    const open = this.#next();
    if (!is(open, '(')) throw new SelectorError(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (is(first, ')')) { this.#next(); return ['']; }
    if (!isWord(first) && !is(first, ',')) throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    const values: string[] = [];
    for (;;) {
      const token = this.#next();
      const then = this.#peek();
      if (isWord(token)) {
        values.push(token.text);
        if (is(then, ')')) break;
        if (!is(then, ',')) throw new SelectorError(`found '${then.text}', expected: ',' or ')'`);
      } else if (is(token, ',')) {
        if (values.length === 0) values.push('');
        if (is(then, ')')) { values.push(''); break; }
        if (is(then, ',')) { this.#next(); values.push(''); }
      } else throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
    }
    this.#next();
    return values;
  }
}
