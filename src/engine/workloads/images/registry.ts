/**
 * What the simulated registries have. Any manifest shall work, so a reference nobody knows is there; missing is what says so of itself
 * (`foo:non-existent`, `webserver:404`), and a version that a well-known image never had: the `nginx:1.161` of the documentation's rollout
 * that gets stuck (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment).
 */

/** The newest version of well-known images, with some room for what comes. */
const NEWEST: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  nginx: [1, 39], httpd: [2, 4], busybox: [1, 39], alpine: [3, 29], redis: [8, 19], postgres: [19, 9], mysql: [9, 19], node: [29, 99], python: [3, 19],
  perl: [5, 49], ubuntu: [27, 10], debian: [14, 19],
};

const MISSING_REPOSITORY = /(^|\/)(does-?not-?exist|no-?such-?image|non-?exist\w*|invalid|missing|broken)([-/:]|$)/;
const MISSING_TAG = /:(does-?not-?exist|no-?such-?tag|nope|non-?exist\w*|invalid|broken|bad|typo|missing|404)\b/;

function isTooNew(repository: string, tagged: string): boolean {
  const newest = NEWEST[repository];
  const version = /:(\d+)(?:\.(\d+))?/.exec(tagged);
  if (!newest || !version) return false;
  const major = Number(version[1]), minor = Number(version[2] ?? 0);
  return major > newest[0] || (major === newest[0] && minor > newest[1]);
}

/** The registry's answer, as containerd passes it on; undefined when the image is there. `isKnown`: the repository is one of ours. */
export function refusalOf(repository: string, tagged: string, isKnown: boolean): string | undefined {
  if (!MISSING_REPOSITORY.test(repository) && !MISSING_TAG.test(tagged) && !isTooNew(repository, tagged)) return undefined;
  const full = /^[^/]+\.[^/]+\//.test(repository) ? tagged : `docker.io/${repository.includes('/') ? '' : 'library/'}${tagged.slice(tagged.indexOf(repository))}`;
  return isKnown
    ? `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${full}: not found`
    : `failed to pull and unpack image "${full}": failed to resolve reference "${full}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
}
