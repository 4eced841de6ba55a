/** The values of one label over all nodes, as small integers, so that counting pods by zone or host is array arithmetic. */
export class TopologyColumn {
  /** Value id by node; -1 where the node lacks the label. */
  ids = new Int32Array(64).fill(-1);
  readonly values: string[] = [];
  #idByValue = new Map<string, number>();

  constructor(readonly key: string) {}

  set(node: number, value: string | undefined): void {
    if (node >= this.ids.length) {
      const wide = new Int32Array(Math.max(this.ids.length * 2, node + 1)).fill(-1);
      wide.set(this.ids);
      this.ids = wide;
    }
    this.ids[node] = value === undefined ? -1 : this.#idOf(value);
  }

  /** How many different values the rows below `size` have; those without one do not count. */
  domains(size: number): number {
    const seen = new Uint8Array(this.values.length);
    let count = 0;
    for (let n = 0; n < size; n++) { const id = this.ids[n] ?? -1; if (id >= 0 && !seen[id]) { seen[id] = 1; count++; } }
    return count;
  }

  #idOf(value: string): number {
    let id = this.#idByValue.get(value);
    if (id === undefined) {
      id = this.values.push(value) - 1;
      this.#idByValue.set(value, id);
    }
    return id;
  }
}
