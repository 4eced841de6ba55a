/** A shell's sums: whole numbers, variables by name, C's operators, and assignment. Throws on anything else. */
interface Variables { get(name: string): string | undefined; set(name: string, value: string): void }

const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];

export function calculate(text: string, variables: Variables): number {
  const tokens = [...text.matchAll(/\s*(0x[\da-fA-F]+|\d+|[A-Za-z_]\w*|\+\+|--|<<=|>>=|[-+*/%&|^]=|\|\||&&|[=!<>]=|<<|>>|[-+*/%<>=!~^&|()?:])/gy)].map(([, token]) => token!);
  if (tokens.join('').length !== text.replace(/\s/g, '').length) throw new Error('syntax');
  let at = 0;
  const number = (name: string): number => Number.parseInt(variables.get(name) ?? '0', 10) || 0;
  const store = (name: string, value: number): number => { variables.set(name, String(value)); return value; };

  const unary = (): number => {
    const token = tokens[at++];
    if (token === undefined) throw new Error('syntax');
    if (token === '(') { const value = choice(); if (tokens[at++] !== ')') throw new Error('syntax'); return value; }
    if (token === '-') return -unary();
    if (token === '+') return unary();
    if (token === '!') return unary() === 0 ? 1 : 0;
    if (token === '~') return ~unary();
    if (token === '++' || token === '--') { const name = tokens[at++]!; return store(name, number(name) + (token === '++' ? 1 : -1)); }
    if (/^\d/.test(token)) return token.startsWith('0x') ? Number(token) : /^0\d/.test(token) ? Number.parseInt(token, 8) : Number(token);
    if (!/^[A-Za-z_]/.test(token)) throw new Error('syntax');
    if (tokens[at] === '++' || tokens[at] === '--') { const old = number(token); store(token, old + (tokens[at++] === '++' ? 1 : -1)); return old; }
    if (tokens[at] === '=') { at++; return store(token, choice()); }
    const [, operator] = /^([-+*/%&|^]|<<|>>)=$/.exec(tokens[at] ?? '') ?? [];
    if (operator) { at++; return store(token, apply(operator, number(token), choice())); }
    return number(token);
  };
  const level = (depth: number): number => {
    if (depth === LEVELS.length) return unary();
    let left = level(depth + 1);
    while (LEVELS[depth]!.includes(tokens[at] ?? '')) left = apply(tokens[at++]!, left, level(depth + 1));
    return left;
  };
  const choice = (): number => {
    const condition = level(0);
    if (tokens[at] !== '?') return condition;
    at++;
    const yes = choice();
    if (tokens[at++] !== ':') throw new Error('syntax');
    const no = choice();
    return condition ? yes : no;
  };
  if (tokens.length === 0) return 0;
  const value = choice();
  if (at < tokens.length) throw new Error('syntax');
  return value;
}

function apply(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': if (b === 0) throw new Error('divide by zero'); return Math.trunc(a / b);
    case '%': if (b === 0) throw new Error('divide by zero'); return a % b;
    case '<<': return a << b;
    case '>>': return a >> b;
    case '&': return a & b;
    case '|': return a | b;
    case '^': return a ^ b;
    case '&&': return a && b ? 1 : 0;
    case '||': return a || b ? 1 : 0;
    case '==': return a === b ? 1 : 0;
    case '!=': return a !== b ? 1 : 0;
    case '<': return a < b ? 1 : 0;
    case '>': return a > b ? 1 : 0;
    case '<=': return a <= b ? 1 : 0;
    default: return a >= b ? 1 : 0;
  }
}
