/** Performs what a kubectl command wants, one effect after the other, until it ends or is stopped. */
import type { Answer, Chunk, Effect, FileAnswer, Steps } from '../../kubectl/effect.ts';
import { addForward } from '../forwards.ts';
import type { OpenReply, World } from '../world.ts';

export interface Surroundings {
  readonly world: World;
  readonly signal: AbortSignal | undefined;
  stdout(text: string): void;
  stderr(text: string): void;
  stdin(): string;
  readFile(path: string): Promise<FileAnswer>;
  writeFile(path: string, text: string): Promise<FileAnswer | undefined>;
  edit(name: string, text: string): Promise<string>;
}

/** Ctrl-C. */
export class Interrupted extends Error { constructor() { super('interrupted'); this.name = 'Interrupted'; } }

interface Reading { readonly from: OpenReply; /** Asked for and not come yet: a read that timed out leaves it. */ next?: Promise<string | undefined> }

export async function drive<T>(steps: Steps<T>, around: Surroundings): Promise<T> {
  const { world, signal } = around;
  const streams = new Map<number, Reading>();
  const forwards: (() => void)[] = [];
  let opened = 0;
  let interrupt: (error: Interrupted) => void = () => undefined;
  const interrupted = new Promise<never>((_settle, fail) => { interrupt = fail; });
  interrupted.catch(() => undefined);
  const abort = (): void => interrupt(new Interrupted());
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);

  async function perform(effect: Effect): Promise<Answer> {
    switch (effect.do) {
      case 'http': return world.request(effect.request);
      case 'open': {
        const from = await world.open(effect.request);
        streams.set(++opened, { from });
        return { ...from.reply, stream: opened };
      }
      case 'read': return read(streams.get(effect.stream), effect.timeoutMs);
      case 'close': streams.get(effect.stream)?.from.close(); streams.delete(effect.stream); return undefined;
      case 'sleep': await world.sleep(effect.ms, signal); return undefined;
      case 'now': return world.now();
      case 'stdout': around.stdout(effect.text); return undefined;
      case 'stderr': around.stderr(effect.text); return undefined;
      case 'stdin': return around.stdin();
      case 'readFile': return around.readFile(effect.path);
      case 'writeFile': return around.writeFile(effect.path, effect.text);
      case 'edit': return around.edit(effect.name, effect.text);
      case 'connect': return world.request(effect.request);
      case 'forward': {
        const { port, path } = effect;
        forwards.push(addForward(world, port, { path, connected: () => { if (path !== '') around.stdout(`Handling connection for ${port}\n`); } }));
        return undefined;
      }
    }
  }

  async function read(reading: Reading | undefined, timeoutMs: number | undefined): Promise<Chunk> {
    if (!reading) return 'end';
    reading.next ??= reading.from.next();
    const came = reading.next.then((text): Chunk => { delete reading.next; return text === undefined ? 'end' : { text }; });
    if (timeoutMs === undefined) return came;
    const over = new AbortController();
    try { return await Promise.race([came, world.sleep(timeoutMs, over.signal).then((): Chunk => 'timeout')]); } finally { over.abort(); }
  }

  try {
    let step = steps.next();
    while (!step.done) {
      if (signal?.aborted) throw new Interrupted();
      let answer: Answer;
      try { answer = await Promise.race([perform(step.value), interrupted]); } catch (error) {
        if (error instanceof Interrupted) throw error;
        step = steps.throw(error);
        continue;
      }
      step = steps.next(answer);
    }
    return step.value;
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const { from } of streams.values()) from.close();
    for (const remove of forwards) remove();
  }
}
