/**
 * CEL as Kubernetes speaks it: the language and its standard functions come from a library, Kubernetes' own functions from
 * `libraries/` (https://kubernetes.io/docs/reference/using-api/cel/). All of it is synchronous and without side effects.
 *
 * `celEnvironment(variables)` gives an environment; `compile` in `expression.ts` an expression; `values.ts` its inputs;
 * `schema-rules.ts` runs the rules of a custom resource's schema.
 */
import { Environment } from '@marcbachmann/cel-js';
import { addAddresses } from './libraries/addresses.ts';
import { addComprehensions } from './libraries/comprehensions.ts';
import { addFormats } from './libraries/formats.ts';
import { addJsonPatch } from './libraries/jsonpatch.ts';
import { addLists } from './libraries/lists.ts';
import { addQuantity } from './libraries/quantity.ts';
import { addSets } from './libraries/sets.ts';
import { addSemver } from './libraries/semver.ts';
import { addStrings } from './libraries/strings.ts';
import { addAuthorizer } from './libraries/authorizer.ts';
import { addURL } from './libraries/url.ts';

let base: Environment | undefined;
const environments = new Map<string, Environment>();

function build(): Environment {
  const environment = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true });
  for (const add of [addStrings, addLists, addSets, addURL, addAddresses, addQuantity, addSemver, addFormats, addAuthorizer, addJsonPatch, addComprehensions]) add(environment);
  return environment;
}

/** An environment in which `variables` (name -> CEL type) are known. */
export function celEnvironment(variables: Readonly<Record<string, string>>): Environment {
  const key = Object.entries(variables).map(([name, type]) => `${name}:${type}`).join(',');
  let environment = environments.get(key);
  if (!environment) {
    environment = (base ??= build()).clone();
    for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type);
    environments.set(key, environment);
  }
  return environment;
}
