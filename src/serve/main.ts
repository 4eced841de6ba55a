/** `npm run serve`: see `arguments.ts` for its flags. */
import { parseServeArguments, USAGE, type ServeOptions } from './arguments.ts';
import { serve } from './serve.ts';

function readArguments(): ServeOptions | undefined {
  try {
    return parseServeArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const options = readArguments();
if (!options) {
  process.stdout.write(USAGE);
} else {
  try {
    const { address, close } = await serve(options);
    process.stdout.write(`bottleship: ${options.nodes} nodes at ${address}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { void close().then(() => process.exit(0)); });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
