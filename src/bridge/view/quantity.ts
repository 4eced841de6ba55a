/** Reads a Kubernetes quantity as a plain number (`100m` = 0.1, `1Ki` = 1024); NaN for what is none. */
export function readQuantity(text: string | number | undefined): number {
  if (text === undefined) return 0;
  if (typeof text === 'number') return text;
  const m = /^([+-]?[0-9.]+)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$/.exec(text);
  if (!m) return NaN;
  const value = Number(m[1]);
  const suffix = m[2] ?? '';
  return /^[eE][+-]?[0-9]/.test(suffix) ? value * 10 ** Number(suffix.slice(1)) : value * FACTOR[suffix]!;
}

const FACTOR: Readonly<Record<string, number>> = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};
