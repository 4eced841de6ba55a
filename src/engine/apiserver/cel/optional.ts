/** Optional values (`optional.none()`, `optional.of(x)`), as the CEL library holds them. */
import { Environment } from '@marcbachmann/cel-js';

const environment = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true });
const of = environment.parse('optional.of(x)');

export const noOptional: unknown = environment.evaluate('optional.none()', {});
export const someOptional = (value: unknown): unknown => of({ x: value });
