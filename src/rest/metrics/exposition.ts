/** Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). */

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly series: Iterable<readonly [labels: Labels, value: number]>;
}

/** In the order they are written in: alphabetical. */
export type Labels = Readonly<Record<string, string>>;

/** Families by name, series by their labels. A family without series is left out, as a collector that was never set. */
export function exposition(families: readonly Family[]): string {
  const texts: string[] = [];
  for (const { name, help, type, series } of families.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const lines = [...series].map(([labels, value]) => `${name}${labelText(labels)} ${valueText(value)}\n`).sort();
    if (lines.length) texts.push(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, ...lines);
  }
  return texts.join('');
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return parts.length ? `{${parts.join(',')}}` : '';
}

/** As Go prints a float64 in its shortest form: with an exponent from 1e+06 on. */
function valueText(value: number): string {
  if (Math.abs(value) < 1e21 && Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const [digits = '', exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21 && !(power >= 6)) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
