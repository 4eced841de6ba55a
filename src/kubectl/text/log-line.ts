import { formatMicroTime } from '../../engine/kernel/time.ts';
import { now, type Steps } from '../effect.ts';

/** A line as klog writes it: level, month and day, time, process, place. */
export function* logLine(level: 'E' | 'F' | 'I' | 'W', place: string, text: string): Steps<string> {
  const [, month, day, time] = /^\d+-(\d+)-(\d+)T(.*)Z$/.exec(formatMicroTime(yield* now()))!;
  return `${level}${month}${day} ${time}       1 ${place}] ${text}\n`;
}
