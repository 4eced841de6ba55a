/** `kubectl kustomize`, and what `-k` reads. */
import { stdout, writeFile } from '../effect.ts';
import { Failure } from '../failure.ts';
import { buildKustomization } from '../kustomize/build.ts';
import { toYaml } from '../printers/yaml.ts';
import type { Command } from './command.ts';

export const kustomizeCommand: Command = {
  path: 'kustomize',
  *run(call) {
    if (call.args.length > 1) throw new Failure('specify one path to kustomization.yaml');
    const objects = yield* buildKustomization(call.args[0] ?? '.');
    const text = objects.map((object) => toYaml(object)).join('---\n');
    const output = call.flags.string('output');
    if (output === '') return yield* stdout(text);
    yield* writeFile(output, text);
  },
};
