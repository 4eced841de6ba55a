import { formatTime } from '../../kernel/time.ts';

/** `20260101000000Z` */
export const toDate = (ms: number): string => formatTime(ms).replace(/[-:T]/g, '');
