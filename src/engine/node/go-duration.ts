/** As Go prints a duration rounded to milliseconds: `1.25s`, `340ms`. */
export function seconds(ms: number): string {
  return ms < 1000 ? `${ms}ms` : duration(ms);
}

/** `10s`, `2m40s`, `5m0s`. */
export function duration(ms: number): string {
  const total = ms / 1000;
  if (total < 60) return `${total}s`;
  return `${Math.floor(total / 60)}m${total % 60}s`;
}
