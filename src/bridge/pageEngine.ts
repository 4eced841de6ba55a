/** A cluster as the host wants it: its REST door, its sandbox, and the record of its run. */
import { Cluster, replay } from '../engine/cluster/cluster.ts';
import { componentReports } from '../engine/cluster/component-reports.ts';
import { why } from '../engine/cluster/why.ts';
import type { DocsTable } from '../engine/api/schema/docs.ts';
import { authenticator, impersonationCheck } from '../rest/authenticate.ts';
import { createRestHandler, type RestHandler } from '../rest/handler.ts';
import { servedDocuments } from '../rest/served-documents.ts';
import { tokenUser } from '../engine/apiserver/service-account-tokens.ts';
import type { MachineOptions } from '../engine/node/machines.ts';
import { ClusterKubelet } from './ClusterKubelet.ts';
import type { Engine } from './host.ts';
import type { StartOptions } from './protocol.ts';

/** Machines of the page's cluster: room for some dozens of pods each, spread over three zones. */
const MACHINE = { cpu: '4', memory: '8Gi' } as const;
const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

/** Where the cluster's own clients find the API server: the endpoint of `default/kubernetes`. */
const API_SERVER_ADDRESS = '192.168.0.1:6443';

/** Descriptions of the built-in types: big, so they are fetched when somebody first asks what a type is like. */
let docs: DocsTable | undefined;

const withDocs = (handle: RestHandler): RestHandler => async (request) => {
  if (!docs && request.url.includes('/openapi/')) docs = (await import('../engine/api/schema/docs.gen.json')).default as unknown as DocsTable;
  return handle(request);
};

export function pageEngine({ seed, nodes, recording }: StartOptions): Engine {
  /** All of the cluster's machines, in order. */
  const machines: MachineOptions[] = [];
  const machine = (given: MachineOptions = {}): MachineOptions => {
    const made = { ...MACHINE, zone: ZONES[machines.length % ZONES.length]!, ...given };
    machines.push(made);
    return made;
  };
  const options = { seed, nodes: Array.from({ length: nodes }, () => machine()), metrics: true, disks: true, ...(recording?.epochMs === undefined ? {} : { epochMs: recording.epochMs }) };
  for (const entry of recording?.journal ?? []) if (entry.act === 'addMachine') machines.push(entry.machine);
  const cluster = recording ? replay(options, recording.journal) : new Cluster(options);
  // The last input may have come after the instant that was noted.
  if (recording && recording.eventCount >= cluster.kernel.eventCount) {
    cluster.kernel.run(recording.nowMs, recording.eventCount - cluster.kernel.eventCount);
    cluster.kernel.skipTo(recording.nowMs);
  }
  const { kernel } = cluster;
  const startMs = recording?.startMs ?? kernel.epochMs;
  const epoch = options.epochMs === undefined ? {} : { epochMs: options.epochMs, startMs };
  return {
    startMs,
    kernel,
    api: cluster.server,
    handle: withDocs(createRestHandler({
      api: cluster.outside, registry: cluster.server.registry, now: () => kernel.now, setTimer: wallTimer, kubelet: new ClusterKubelet(cluster, wallTimer),
      authenticate: authenticator(new Map(), (token) => tokenUser(cluster.server, token)), mayImpersonate: impersonationCheck(cluster.server), authorize: (verb, resource, target) => cluster.server.authorize(verb, cluster.server.lookup(resource), target),
      authorizeUnserved: (attributes) => cluster.server.authorizeUnserved(attributes),
      documents: servedDocuments({ registry: cluster.server.registry, docs: () => docs, serverAddress: API_SERVER_ADDRESS }),
      sandbox: {
        clock: () => ({ nowMs: kernel.now, speed: 0, paused: true }),
        setClock: () => undefined,
        advance: (seconds) => { cluster.run(seconds * 1000); },
        settle: (seconds) => cluster.settle(seconds * 1000),
        digest: () => ({ revision: cluster.server.store.revision, digest: cluster.digest() }),
        journal: () => ({ options: cluster.options, entries: cluster.journal }),
        components: () => componentReports(cluster),
        why: (path) => why(cluster, path),
      },
    })),
    addMachine: (given) => cluster.addMachine(machine(given)),
    recording: () => ({ seed, nodes, ...epoch, journal: cluster.journal, nowMs: kernel.now, eventCount: kernel.eventCount }),
    checkpoint() {
      const at = { event: 0, atMs: kernel.now };
      // Another seed: names and uids that were drawn already must not be drawn again.
      const head = { seed: (Math.imul(seed, 31) + kernel.eventCount) >>> 0, nodes: 0, epochMs: kernel.now, startMs, nowMs: kernel.now, eventCount: 0 };
      const restored = machines.map((one) => JSON.stringify({ ...at, act: 'addMachine', machine: one }));
      const stored = cluster.snapshotText();
      return { head, entries: restored.length + 1, text: pieces() };
      function* pieces(): Iterable<string> {
        yield `${JSON.stringify(head).slice(0, -1)},"journal":[${restored.map((one) => `${one},`).join('')}${JSON.stringify({ ...at, act: 'restore' }).slice(0, -1)},"snapshot":`;
        yield* stored;
        yield '}]}';
      }
    },
    inputsFrom: (entry) => cluster.journal.slice(entry),
    get journalSize() { return cluster.journal.length; },
  };
}

function wallTimer(callback: () => void, milliseconds: number): () => void {
  const timer = setTimeout(callback, Math.min(milliseconds, 0x7fffffff));
  return () => clearTimeout(timer);
}
