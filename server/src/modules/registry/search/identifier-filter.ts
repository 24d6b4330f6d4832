/**
 * Which values registry.identifier holds, as 32-bit fingerprints: 8 bytes a value at most. "No" is certain as far as
 * the filter has been fed; "yes" is wrong once in some thousand times and only costs one look-up in PostgreSQL. It
 * spares nearly every search that look-up.
 */
export class IdentifierFilter {
  #places = new Uint32Array(1 << 10);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#places.byteLength;
  }

  add(value: string): void {
    if ((this.#count + 1) * 2 > this.#places.length) {
      const before = this.#places;
      this.#places = new Uint32Array(before.length * 2);
      this.#count = 0;
      for (const print of before) if (print !== 0) this.#put(print);
    }
    this.#put(fingerprint(value));
  }

  mayHold(value: string): boolean {
    const print = fingerprint(value);
    return this.#places[this.#placeOf(print)] === print;
  }

  #put(print: number): void {
    const place = this.#placeOf(print);
    if (this.#places[place] === print) return;
    this.#places[place] = print;
    this.#count += 1;
  }

  #placeOf(print: number): number {
    const mask = this.#places.length - 1;
    let place = print & mask;
    while (this.#places[place] !== 0 && this.#places[place] !== print) place = (place + 1) & mask;
    return place;
  }
}

/** FNV-1a over the UTF-16 units with a last stir; never 0, which marks a free place. */
function fingerprint(value: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < value.length; at += 1) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = (hash ^ (hash >>> 13)) >>> 0;
  return hash === 0 ? 1 : hash;
}
