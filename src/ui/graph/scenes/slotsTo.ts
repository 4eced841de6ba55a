/** All slots of a table of that length. */
export function* slotsTo(length: number): Iterable<number> { for (let slot = 0; slot < length; slot++) yield slot; }
