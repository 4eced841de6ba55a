/** The world as the page's terminals see it: the cluster in the worker, its clock, the Editor beside them. */
import { HOME } from '../../shell/laptop-fs.ts';
import type { World } from '../../shell/world.ts';
import { replyOf } from '../../shell/reply.ts';
import { editor } from '../editor/editor.ts';
import { useClock } from '../state/clock.ts';
import { session } from '../state/cluster.ts';

export const pageWorld: World = {
  async request({ method, path, query, headers, body }) {
    const answer = await session.request(method, query === '' ? path : `${path}?${query}`, { headers, ...(body === '' ? {} : { body }) });
    return replyOf(answer.status, answer.headers, answer.body);
  },
  async open({ method, path, query, headers, body }) {
    const came: (string | undefined)[] = [];
    let waiting: ((text: string | undefined) => void) | undefined;
    const { answer, close } = await session.stream(method, query === '' ? path : `${path}?${query}`, { headers, ...(body === '' ? {} : { body }) }, (text) => {
      if (waiting) { const tell = waiting; waiting = undefined; tell(text); } else came.push(text);
    });
    return {
      reply: replyOf(answer.status, answer.headers, ''),
      next: () => (came.length > 0 ? Promise.resolve(came.shift()) : new Promise((settle) => { waiting = settle; })),
      close() { close(); waiting?.(undefined); waiting = undefined; },
    };
  },
  now: () => useClock.getState().nowMs,
  sleep(ms, signal) {
    const until = useClock.getState().nowMs + ms;
    return new Promise((settle) => {
      const done = (): void => { stop(); signal?.removeEventListener('abort', done); settle(); };
      const stop = useClock.subscribe(({ nowMs }) => { if (nowMs >= until) done(); });
      if (ms <= 0 || signal?.aborted) done(); else signal?.addEventListener('abort', done);
    });
  },
  edit: (name, text, signal) => editor.ask(name.split('/').at(-1)!, text, signal),
  show: (path) => editor.showFile(path.startsWith(`${HOME}/`) ? path.slice(HOME.length + 1) : path),
};
