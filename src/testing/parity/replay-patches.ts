/** Sends recorded patches to recorded objects and says where the answers differ. */
import { KINDS } from '../../engine/api/kinds/index.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { differences } from './differences.ts';
import { normaliseAnswer, stringsOf, warningsOf } from './normalise-answer.ts';
import type { RecordedPatches, RecordedStep } from './recorded-cases.ts';
import type { ReplayServer } from './replay-server.ts';

/** One list of differences a step. Every step starts from the object as it was recorded. */
export function replayPatches(server: ReplayServer, recorded: RecordedPatches): string[][] {
  const [resource] = recorded.resource.split(' ');
  const kind = KINDS.find(({ resource: r }) => (r.group ? `${r.resource}.${r.group}` : r.resource) === resource);
  if (!kind) return recorded.steps.map(() => [`no kind for ${recorded.resource}`]);
  let current = recorded.before;
  let moved = false;
  const results = recorded.steps.map((step) => {
    server.store(kind.resource, current);
    const found = replayStep(server, recorded, step, moved);
    if (!step.dryRun && step.code < 300 && !step.path.endsWith('/scale')) { current = step.response; moved = true; }
    return found;
  });
  server.remove(kind.resource, recorded.before);
  return results;
}

function replayStep(server: ReplayServer, recorded: RecordedPatches, step: RecordedStep, moved: boolean): string[] {
  const body = typeof step.patch === 'string' ? step.patch : JSON.stringify(step.patch);
  const ours = server.ask({ method: 'PATCH', path: step.path, query: step.query, contentType: step.contentType, body });
  const found = ours.code === step.code ? [] : [`code: ours ${ours.code}, theirs ${step.code}`];
  const known = stringsOf(step.patch, stringsOf(recorded.create.body));
  const sent = { ...recorded.create.body, metadata: { ...recorded.create.body.metadata, generateName: undefined } } as AnyObject;
  const normal = (response: AnyObject): unknown => withoutControllers(normaliseAnswer(response, sent, known), moved);
  found.push(...differences(normal(ours.response), normal(step.response)));
  found.push(...differences(ours.warnings, warningsOf(step.warning), 'warnings'));
  return found;
}

/** After a step that was stored, the recorded cluster's controllers went on: how far they had come is not this server's. */
function withoutControllers(answer: unknown, moved: boolean): unknown {
  const object = answer as { status?: { observedGeneration?: number } };
  if (moved && object.status?.observedGeneration !== undefined) object.status.observedGeneration = 0;
  return object;
}
