/** RFC 3339, UTC, of seconds since 1970; six decimals when `nanos` is given. */
export function formatTime(seconds: number, nanos?: number): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return nanos === undefined ? `${whole}Z` : `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}
