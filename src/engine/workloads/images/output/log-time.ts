/** Instants as servers write them in their logs. */
import { formatTime } from '../../../kernel/time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];

export interface LogTime { readonly year: string; readonly month: string; readonly monthName: string; readonly day: string; readonly dayName: string; /** `00:00:05`. */ readonly time: string; /** Three digits. */ readonly millis: string }

export function logTime(atMs: number): LogTime {
  const [date = '', time = ''] = formatTime(atMs).split('T');
  const [year = '', month = '1', day = ''] = date.split('-');
  return { year, month, monthName: MONTHS[Number(month) - 1]!, day, dayName: DAYS[Math.floor(atMs / 86_400_000) % 7]!, time: time.slice(0, 8), millis: String(atMs % 1000).padStart(3, '0') };
}
