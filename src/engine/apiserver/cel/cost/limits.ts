/** What rules may cost, and what is said of those that may cost more. */
const RULE_LIMIT = 10_000_000;
const DEFINITION_LIMIT = 100_000_000;

const ADVICE = '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

function exceeded(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  // Beyond that the figure says nothing more.
  const shown = factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${shown} ${ADVICE}`;
}

/** Undefined when the cost is within bounds. */
export const overRuleLimit = (what: string, cost: number): string | undefined => (cost > RULE_LIMIT ? exceeded(`estimated ${what} cost`, cost, RULE_LIMIT) : undefined);

export const overDefinitionLimit = (cost: number): string | undefined =>
  (cost > DEFINITION_LIMIT ? exceeded('x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema', cost, DEFINITION_LIMIT) : undefined);

export const CONTRIBUTED = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
