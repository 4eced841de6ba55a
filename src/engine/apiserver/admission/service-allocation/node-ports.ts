/** Draws node ports and gives back what ports already have (https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport). */
import { internalError } from '../../../api/errors.ts';
import { needsHealthCheckNodePort, needsNodePort } from '../../../api/kinds/service/type-fields.ts';
import { SERVICES } from '../../../api/resource.ts';
import type { ServicePort } from '../../../api/types.ts';
import { invalid, invalidObject } from '../../../api/validation/field.ts';
import type { Random } from '../../../kernel/random.ts';
import type { Spec } from './ip-families.ts';

const MIN = 30000;
const MAX = 32767;
/** The lower ports are for those that users ask for (KEP-3668). */
const STATIC_BAND = 86;
/** A dry run shows the numbers after this one: nothing is drawn for it. */
const DRY_RUN = 32768;

/** Port -> `namespace/name` of the Service that has it. */
export type NodePortBook = ReadonlyMap<number, string>;

export interface NodePortRequest {
  readonly name: string;
  readonly owner: string;
  readonly spec: Spec;
  readonly old: Spec | undefined;
  readonly book: NodePortBook;
  readonly random: Random;
  readonly dryRun: boolean;
}

/** Changes `spec` in place. Throws 422 for a port that cannot be had. */
export function allocateNodePorts(request: NodePortRequest): void {
  const { spec, old } = request;
  const operation = new Operation(request);
  if (needsNodePort(spec) && spec.ports) spec.ports = old && needsNodePort(old) ? changed(request, operation, spec.ports, old) : initial(request, operation, spec.ports);
  if (!needsHealthCheckNodePort(spec) || (old && needsHealthCheckNodePort(old))) return;
  if (!spec.healthCheckNodePort) spec.healthCheckNodePort = operation.next();
  else {
    const why = operation.take(spec.healthCheckNodePort);
    if (why) throw internalError(`failed to allocate requested HealthCheck NodePort ${spec.healthCheckNodePort}: ${why}`);
  }
}

const draws = (spec: Spec): boolean => spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** Ports of one number (TCP and UDP) share a node port. */
function initial({ name, spec }: NodePortRequest, operation: Operation, ports: readonly ServicePort[]): ServicePort[] {
  const byPort = new Map<number, number>();
  return ports.map((port, i) => {
    if (!port.nodePort && !draws(spec)) return port;
    const shared = byPort.get(port.port);
    if (shared === undefined) {
      const wanted = port.nodePort || ports.find((other) => other.port === port.port && other.nodePort)?.nodePort;
      if (wanted) take(operation, name, i, wanted);
      const nodePort = wanted ?? operation.next();
      byPort.set(port.port, nodePort);
      return { ...port, nodePort };
    }
    if (!port.nodePort) return { ...port, nodePort: shared };
    if (port.nodePort !== shared) take(operation, name, i, port.nodePort);
    return port;
  });
}

function changed({ name, spec }: NodePortRequest, operation: Operation, ports: readonly ServicePort[], old: Spec): ServicePort[] {
  const had = new Set((old.ports ?? []).map((port) => port.nodePort));
  const seen = new Set<string>();
  const taken = new Set<number>();
  return ports.map((port, i) => {
    if (!port.nodePort && !draws(spec)) return port;
    let { nodePort } = port;
    if (!nodePort) nodePort = operation.next();
    else if (!had.has(nodePort) && !taken.has(nodePort)) {
      take(operation, name, i, nodePort);
      taken.add(nodePort);
    }
    const id = `${port.protocol} ${nodePort}`;
    if (seen.has(id)) throw internalError(`duplicate nodePort: {${port.protocol} ${nodePort}}`);
    seen.add(id);
    return { ...port, nodePort };
  });
}

function take(operation: Operation, name: string, i: number, port: number): void {
  const why = operation.take(port);
  if (why) throw invalidObject(SERVICES, name, [invalid(`spec.ports[${i}].nodePort`, port, why)]);
}

/** What one write draws: given back as a whole when the write fails, because nothing is in the book before it is stored. */
class Operation {
  readonly #drawn = new Set<number>();
  constructor(private readonly request: NodePortRequest) {}

  /** Undefined when the port is now this Service's, else why not. */
  take(port: number): string | undefined {
    if (port < MIN || port > MAX) return `provided port is not in the valid range. The range of valid ports is ${MIN}-${MAX}`;
    const holder = this.request.book.get(port);
    if ((holder !== undefined && holder !== this.request.owner) || this.#drawn.has(port)) return 'provided port is already allocated';
    this.#drawn.add(port);
    return undefined;
  }

  next(): number {
    const { book, random, dryRun } = this.request;
    const port = dryRun ? Math.max(DRY_RUN, ...this.#drawn) + 1 : draw(book, random, this.#drawn);
    this.#drawn.add(port);
    return port;
  }
}

function draw(book: NodePortBook, random: Random, drawn: ReadonlySet<number>): number {
  const free = (port: number): boolean => !book.has(port) && !drawn.has(port);
  for (let attempt = 0; attempt < 64; attempt++) {
    const port = MIN + STATIC_BAND + random.int(MAX - MIN - STATIC_BAND + 1);
    if (free(port)) return port;
  }
  for (let port = MIN; port <= MAX; port++) if (free(port)) return port;
  throw internalError('failed to allocate a nodePort: range is full');
}
