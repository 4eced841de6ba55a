import type { RestReply } from './exchange.ts';

/** The release whose behaviour is modelled, as `/version` tells it. */
export const SERVER_VERSION = {
  major: '1', minor: '36', emulationMajor: '1', emulationMinor: '36', minCompatibilityMajor: '1', minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2', gitCommit: '98b35193b2ac7a23a673325f5e9b830ecd5ba406', gitTreeState: 'clean', buildDate: '2026-08-21T11:29:11Z',
  goVersion: 'go1.26.8', compiler: 'gc', platform: 'linux/amd64',
};

export const answerVersion = (): RestReply => ({
  status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' }, body: JSON.stringify(SERVER_VERSION, null, 2),
});
