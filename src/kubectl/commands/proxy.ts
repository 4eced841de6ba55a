import { sleep, stdout } from '../effect.ts';
import { Failure } from '../failure.ts';
import type { Command } from './command.ts';

const DAY_MS = 86_400_000;

/** `kubectl proxy`: a local port that leads to the API server, for `curl` of the same laptop, until the command is stopped. */
export const proxyCommand: Command = {
  path: 'proxy',
  *run(call) {
    const { flags } = call;
    if (flags.string('unix-socket') !== '' && flags.changed('port')) throw new Failure("cannot set --unix-socket and --port at the same time");
    const port = flags.int('port') === 0 ? 8001 : flags.int('port');
    const address = flags.string('unix-socket') || `${flags.string('address')}:${port}`;
    yield* stdout(`Starting to serve on ${address}\n`);
    yield { do: 'forward', port, path: '' };
    for (;;) yield* sleep(DAY_MS);
  },
};
