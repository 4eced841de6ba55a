/** Posts recorded objects and says where the answers differ. */
import { differences } from './differences.ts';
import { normaliseAnswer, warningsOf } from './normalise-answer.ts';
import type { RecordedCreate } from './recorded-cases.ts';
import type { Answer, ReplayServer } from './replay-server.ts';

/** The resource of a path: `deployments.apps`, with the version where it is not the only one. */
export function resourceOfPath(path: string): string {
  const m = /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))\/(?:namespaces\/[^/]+\/)?([^/?]+)/.exec(path);
  if (!m) return path;
  return m[2] ? `${m[4]}.${m[2]}${m[2] === 'autoscaling' ? ` ${m[3]}` : ''}` : m[4]!;
}

export const namespaceOfPath = (path: string): string | undefined => /\/namespaces\/([^/]+)\//.exec(path)?.[1];

export function replayCreate(server: ReplayServer, recorded: RecordedCreate): string[] {
  const { request, input, warnMode } = recorded;
  const post = (query: string): Answer => server.ask({ method: 'POST', path: request.path, query, contentType: 'application/json', body: JSON.stringify(input) });
  const found = compareAnswer(post(request.query), recorded, recorded);
  if (!warnMode) return found;
  const lenient = compareAnswer(post(request.query.replace('fieldValidation=Strict', 'fieldValidation=Warn')), { ...recorded, ...warnMode, warning: warnMode.warning }, recorded);
  return [...found, ...lenient.map((line) => `warnMode ${line}`)];
}

function compareAnswer(ours: Answer, theirs: { code: number; response: RecordedCreate['response']; warning?: string }, { input }: RecordedCreate): string[] {
  const found = ours.code === theirs.code ? [] : [`code: ours ${ours.code}, theirs ${theirs.code}`];
  found.push(...differences(normaliseAnswer(ours.response, input), normaliseAnswer(theirs.response, input)));
  found.push(...differences(ours.warnings, warningsOf(theirs.warning), 'warnings'));
  return found;
}
