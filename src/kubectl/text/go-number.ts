/** A number as Go's strconv writes it in the shortest form ('g', exponents of two digits). */
export function goFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString();
  const text = String(value);
  const m = /^(-?[\d.]+)e([+-])(\d+)$/.exec(text);
  if (m) return `${m[1]}e${m[2]}${m[3]!.padStart(2, '0')}`;
  if (Math.abs(value) < 1e-4) {
    const [mantissa, exponent] = value.toExponential().split('e');
    return `${mantissa}e-${exponent!.slice(1).padStart(2, '0')}`;
  }
  return text;
}
