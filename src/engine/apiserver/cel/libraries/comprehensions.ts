/**
 * Macros over lists and maps with two variables (index and item, key and value), and over optional values
 * (https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries).
 */
import type { Environment } from '@marcbachmann/cel-js';
import { noOptional, someOptional } from '../optional.ts';

/** What the CEL library hands to macros, as far as these need it. */
interface Node { readonly op: string; readonly args: unknown; setMeta(key: string, value: unknown): Node }
interface Scope { forkWithVariable(name: string, type: unknown): Scope; reuse(parent: Scope): Scope; setIterValue(value: unknown, evaluator: Evaluator): Scope }
interface Checker { check(node: Node, scope: Scope): unknown; getType(name: string): unknown }
interface Evaluator { run(node: Node, scope: Scope): unknown }
interface Call { readonly ast: Node; readonly args: readonly Node[]; readonly receiver: Node }
interface Macro extends Call { first?: Scope; second?: Scope }

type Run = (first: unknown, second: unknown) => unknown[];

const nameOf = (node: Node): string => {
  if (node.op !== 'id') throw new Error('argument must be a simple name');
  return node.args as string;
};

const pairsOf = (value: unknown): [unknown, unknown][] => {
  if (Array.isArray(value)) return value.map((item, i) => [BigInt(i), item]);
  if (value instanceof Map) return [...value];
  return Object.entries(value as object);
};

/** `bodies` are the arguments after the two names; `fold` gets what they are for each pair. */
function twoVariables(type: string, fold: (pairs: readonly [unknown, unknown][], run: Run) => unknown) {
  return (call: Call): object => ({
    ...call,
    typeCheck(checker: Checker, macro: Macro, scope: Scope): unknown {
      checker.check(macro.receiver, scope);
      macro.first = scope.forkWithVariable(nameOf(macro.args[0]!), checker.getType('dyn'));
      macro.second = macro.first.forkWithVariable(nameOf(macro.args[1]!), checker.getType('dyn'));
      for (const body of macro.args.slice(2)) checker.check(body, macro.second);
      macro.ast.setMeta('async', false);
      return checker.getType(type);
    },
    evaluate(evaluator: Evaluator, macro: Macro, scope: Scope): unknown {
      const run: Run = (first, second) => {
        const outer = macro.first!.reuse(scope).setIterValue(first, evaluator);
        const inner = macro.second!.reuse(outer).setIterValue(second, evaluator);
        return macro.args.slice(2).map((body) => evaluator.run(body, inner));
      };
      return fold(pairsOf(evaluator.run(macro.receiver, scope)), run);
    },
  });
}

function overOptional(wrap: (value: unknown) => unknown) {
  return (call: Call): object => ({
    ...call,
    typeCheck(checker: Checker, macro: Macro, scope: Scope): unknown {
      checker.check(macro.receiver, scope);
      macro.first = scope.forkWithVariable(nameOf(macro.args[0]!), checker.getType('dyn'));
      checker.check(macro.args[1]!, macro.first);
      macro.ast.setMeta('async', false);
      return checker.getType('optional');
    },
    evaluate(evaluator: Evaluator, macro: Macro, scope: Scope): unknown {
      const optional = evaluator.run(macro.receiver, scope) as { hasValue(): boolean; value(): unknown };
      return optional.hasValue() ? wrap(evaluator.run(macro.args[1]!, macro.first!.reuse(scope).setIterValue(optional.value(), evaluator))) : noOptional;
    },
  });
}

export function addComprehensions(environment: Environment): void {
  const add = (signature: string, handler: (call: Call) => object): void => { environment.registerFunction(signature, handler as never); };
  add('list.all(ast, ast, ast): bool', twoVariables('bool', (pairs, run) => pairs.every(([a, b]) => run(a, b)[0] === true)));
  add('list.exists(ast, ast, ast): bool', twoVariables('bool', (pairs, run) => pairs.some(([a, b]) => run(a, b)[0] === true)));
  add('list.existsOne(ast, ast, ast): bool', twoVariables('bool', (pairs, run) => pairs.filter(([a, b]) => run(a, b)[0] === true).length === 1));
  add('list.transformList(ast, ast, ast): list', twoVariables('list', (pairs, run) => pairs.map(([a, b]) => run(a, b)[0])));
  add('list.transformList(ast, ast, ast, ast): list', twoVariables('list', (pairs, run) => pairs.map(([a, b]) => run(a, b)).filter(([holds]) => holds === true).map(([, value]) => value)));
  add('list.transformMap(ast, ast, ast): map', twoVariables('map', (pairs, run) => Object.fromEntries(pairs.map(([a, b]) => [String(a), run(a, b)[0]]))));
  add('list.transformMap(ast, ast, ast, ast): map', twoVariables('map', (pairs, run) => Object.fromEntries(pairs.map(([a, b]) => [String(a), run(a, b)] as const).filter(([, [holds]]) => holds === true).map(([key, [, value]]) => [key, value]))));
  add('optional.optMap(ast, ast): optional', overOptional(someOptional));
  add('optional.optFlatMap(ast, ast): optional', overOptional((value) => value));
}
