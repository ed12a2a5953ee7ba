/** Numbers of matching lines in ascending order; what a search finds, and the rows of a filtered log. */
export interface Matches {
  /** Index of the first kept match: lines that were dropped take their matches with them. */
  readonly start: number;
  readonly end: number;
  at(index: number): number | undefined;
  /** Index of the first match at or after line `seq`. */
  indexFrom(seq: number): number;
  add(seqs: Iterable<number>): void;
  dropBefore(seq: number): void;
}

/** A growing typed array: a million matches are 4 MB, and looking one up is a halving search. */
export function createMatches(): Matches {
  let seqs = new Int32Array(1024);
  let start = 0;
  let end = 0;
  function indexFrom(seq: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    at: (index) => (index >= start && index < end ? seqs[index] : undefined),
    indexFrom,
    add(found) {
      for (const seq of found) {
        if (end === seqs.length) {
          const grown = new Int32Array(seqs.length * 2);
          grown.set(seqs);
          seqs = grown;
        }
        seqs[end++] = seq;
      }
    },
    dropBefore(seq) {
      start = indexFrom(seq);
    },
  };
}
