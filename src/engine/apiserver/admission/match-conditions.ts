/** `matchConditions` of policies and webhooks: a request that one of them does not hold for is passed by. */
import { CelError, isCompileError, type Compiled } from '../cel/expression.ts';
import { compilePolicyExpression, type NamedExpression, type PolicyVariables } from './policy-variables.ts';

export interface MatchCondition { readonly name: string; readonly source: string; readonly expression: Compiled }

export const compileConditions = (conditions: readonly NamedExpression[] | undefined): MatchCondition[] =>
  (conditions ?? []).map(({ name = '', expression = '' }) => ({ name, source: expression.trim(), expression: compilePolicyExpression(expression, 'bool') }));

export type Matched = { readonly matches: boolean; readonly error?: undefined } | { readonly error: string };

/** One that is false settles it, whatever errors others have. */
export function runConditions(conditions: readonly MatchCondition[], variables: PolicyVariables): Matched {
  const errors: string[] = [];
  for (const { source, expression } of conditions) {
    const result = runExpression(expression, source, variables);
    if ('error' in result) errors.push(result.error);
    else if (result.value !== true) return { matches: false };
  }
  return errors.length ? { error: errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]` } : { matches: true };
}

/** The value, or what went wrong in the words of a policy's answer. */
export function runExpression(expression: Compiled, source: string, variables: PolicyVariables): { value: unknown } | { error: string } {
  if (isCompileError(expression)) return { error: `compilation error: compilation failed: ${expression.error}` };
  try {
    return { value: expression.run(variables) };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { error: `expression '${source}' resulted in error: ${error.message}` };
  }
}
