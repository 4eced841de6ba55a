import { read, stdout } from '../effect.ts';
import { Failure } from '../failure.ts';
import type { Command } from './command.ts';

/**
 * `kubectl proxy`. Nothing listens on a port here: `curl` of this terminal reaches the API server at the address that the
 * proxy would have, so the command says what the real one does and stays until it is stopped.
 */
export const proxyCommand: Command = {
  path: 'proxy',
  *run(call) {
    const { flags } = call;
    if (flags.string('unix-socket') !== '' && flags.changed('port')) throw new Failure("cannot set --unix-socket and --port at the same time");
    const port = flags.int('port') === 0 ? 8001 : flags.int('port');
    const address = flags.string('unix-socket') || `${flags.string('address')}:${port}`;
    yield* stdout(`Starting to serve on ${address}\n`);
    yield* read(0);
  },
};
