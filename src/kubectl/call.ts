/** One run of a command: its words, the user's login, and what the server told so far. */
import { Client } from './client/client.ts';
import { Discovery, noSuchResource, type Mapping } from './client/discovery.ts';
import type { Login } from './config/kubeconfig.ts';
import { stderr, stdout, type Steps } from './effect.ts';
import type { Flags } from './flags/parse.ts';

/** What stays between runs in one place (a terminal). */
export interface Cache { discovery?: Discovery }

export interface Environment {
  /** `HOME`, `KUBECONFIG`, `KUBE_EDITOR`. */
  readonly variables: Readonly<Record<string, string>>;
  /** As the user called it; part of some messages. */
  readonly program?: string;
  /** Standard input is a terminal that somebody types into. */
  readonly terminal?: boolean;
  readonly cache?: Cache;
  /** Where the API server is; requests to another address are refused. */
  readonly server?: string;
}

/** How often kubectl asks what there is before it gives up on a server that is not there, by its command. */
const DISCOVERIES: Readonly<Record<string, number>> = {
  'api-resources': 1, 'api-versions': 1, attach: 4, auth: 2, cordon: 4, cp: 0, drain: 4, exec: 4, explain: 2, logs: 4, 'port-forward': 4, rollout: 4, run: 1, top: 0, uncordon: 4, wait: 4,
};

export class Call {
  /** Words of the command: `rollout undo`. */
  readonly path: string;
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly dashAt: number;
  readonly environment: Environment;
  readonly client: Client;
  /** `--namespace`, or the context's. */
  readonly namespace: string;
  /** The namespace was said on the command line. */
  readonly namespaceGiven: boolean;
  readonly #cache: Cache;

  constructor(path: string, flags: Flags, args: readonly string[], dashAt: number, environment: Environment, login: Login) {
    this.path = path;
    this.flags = flags;
    this.args = args;
    this.dashAt = dashAt;
    this.environment = environment;
    this.client = new Client(login.headers, login.server, environment.server === undefined || environment.server === login.server ? undefined : DISCOVERIES[path.split(' ')[0]!] ?? 5);
    this.namespaceGiven = flags.changed('namespace');
    this.namespace = flags.string('namespace') || login.namespace;
    this.#cache = environment.cache ?? {};
  }

  get program(): string { return this.environment.program ?? 'kubectl'; }

  *out(text: string): Steps { yield* stdout(text); }
  *err(text: string): Steps { yield* stderr(text); }

  *discovery(): Steps<Discovery> {
    // What is known of one server is not known of another.
    yield* this.client.discover();
    return (this.#cache.discovery ??= yield* Discovery.load(this.client));
  }

  /** Asks the server again: a custom resource may have come since. */
  *rediscover(): Steps<Discovery> { return (this.#cache.discovery = yield* Discovery.load(this.client)); }

  *findMapping(word: string): Steps<Mapping | undefined> {
    const known = this.#cache.discovery;
    return (yield* this.discovery()).find(word) ?? (known ? (yield* this.rediscover()).find(word) : undefined);
  }

  /** Throws Failure for a word that names no resource. */
  *mapping(word: string): Steps<Mapping> {
    const found = yield* this.findMapping(word);
    if (!found) throw noSuchResource(word.split('.')[0]!);
    return found;
  }

  /** The wrong use of a command: `message`, and where to read about it. */
  usage(message: string): string { return `error: ${message}\nSee 'kubectl ${this.path} -h' for help and examples`; }
}
