/**
 * Describes what was recorded and compares with what kubectl printed. A tool for developers:
 * `npx tsx src/testing/parity/describe.ts DIR [--verbose] [--live URL --kubectl FILE]`. DIR holds `scenarios/` and `http/`;
 * with --live, every object of a running server is described by both.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareLive } from './describe/live.ts';
import { compareRequests } from './describe/requests.ts';
import { compareScenarios } from './describe/scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean', default: false }, live: { type: 'string' }, kubectl: { type: 'string', default: 'kubectl' }, only: { type: 'string' } },
});
const [folder] = positionals;
if (folder) {
  compareScenarios(join(folder, 'scenarios'), values.verbose);
  compareRequests(join(folder, 'http'), values.verbose);
}
if (values.live) await compareLive(values.live, values.kubectl, values.verbose, values.only);
