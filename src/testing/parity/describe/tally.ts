/** Counts descriptions that are equal byte for byte, by set and kind, and prints the first lines that differ. */
export class Tally {
  readonly #counts = new Map<string, { same: number; total: number }>();

  constructor(private readonly verbose: boolean, private readonly set: string) {}

  add(name: string, kind: string, ours: string, theirs: string): void {
    const count = this.#counts.get(kind) ?? { same: 0, total: 0 };
    this.#counts.set(kind, { same: count.same + (ours === theirs ? 1 : 0), total: count.total + 1 });
    if (ours === theirs || !this.verbose) return;
    const [a, b] = [ours.split('\n'), theirs.split('\n')];
    process.stdout.write(`DIFF ${this.set} ${name}\n`);
    for (const line of b) if (!a.includes(line)) process.stdout.write(`  - ${JSON.stringify(line).slice(0, 240)}\n`);
    for (const line of a) if (!b.includes(line)) process.stdout.write(`  + ${JSON.stringify(line).slice(0, 240)}\n`);
    if (b.every((line) => a.includes(line)) && a.every((line) => b.includes(line))) process.stdout.write('  the order of the lines\n');
  }

  print(): void {
    let same = 0, total = 0;
    for (const [kind, count] of [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      same += count.same;
      total += count.total;
      process.stdout.write(`${this.set}  ${kind.padEnd(36)} ${count.same}/${count.total}\n`);
    }
    process.stdout.write(`${this.set}  ${same} of ${total} equal byte for byte (${total === 0 ? 0 : ((100 * same) / total).toFixed(1)} %)\n`);
  }
}
