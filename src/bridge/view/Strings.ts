/** Texts by number. Number 0 is the empty text. */
export class Strings {
  #ids = new Map<string, number>([['', 0]]);
  #fresh: string[] = [];

  id(text: string | undefined): number {
    if (!text) return 0;
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(text, id);
      this.#fresh.push(text);
    }
    return id;
  }

  /** Those made since the last call, at most `most` of them; the rest is for the next. */
  take(most = Infinity): string[] | undefined {
    if (this.#fresh.length === 0) return undefined;
    const fresh = this.#fresh;
    this.#fresh = fresh.length > most ? fresh.splice(most) : [];
    return fresh;
  }

  get pending(): boolean { return this.#fresh.length > 0; }
}
