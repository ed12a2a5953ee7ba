/** Takes one line without its end; `continued` where it goes on with the line before, which was too long for one piece. */
export type TakeLine = (line: string, continued: boolean) => void;

export interface LineSplitter {
  /** Hands every line that is complete to `take`; keeps the rest for the next bytes. The bytes are copied where kept. */
  push(bytes: Uint8Array): void;
  /** Hands over what is left when the output ends without a line end. */
  end(): void;
}

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Splits UTF-8 output into lines, in time linear in its length however it is cut. A line longer than `longest` bytes
 * comes in pieces, so that memory is bounded. One splitter for each of stdout and stderr: their lines interleave.
 */
export function lineSplitter(take: TakeLine, longest = 64 * 1024): LineSplitter {
  // A buffer for the unfinished line, doubled when it is full: joining chunks for every new one would be quadratic.
  let kept = Buffer.allocUnsafe(256);
  let length = 0;
  let continued = false;

  const keep = (bytes: Buffer) => {
    if (length + bytes.length > kept.length) {
      const larger = Buffer.allocUnsafe(Math.max(length + bytes.length, kept.length * 2));
      kept.copy(larger, 0, 0, length);
      kept = larger;
    }
    bytes.copy(kept, length);
    length += bytes.length;
  };
  const give = (bytes: Buffer, cut: boolean) => {
    const end = !cut && bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length;
    take(bytes.toString("utf8", 0, end), continued);
    continued = cut;
  };
  /** Gives a piece of at most `longest` bytes, cut between characters, and returns what is left of the line. */
  const cutLong = (line: Buffer): Buffer => {
    let rest = line;
    while (rest.length > longest) {
      const at = characterStart(rest, longest);
      give(rest.subarray(0, at), true);
      rest = rest.subarray(at);
    }
    return rest;
  };
  /** Adds bytes without a line end to the unfinished line. */
  const extend = (bytes: Buffer) => {
    let rest = bytes;
    while (length + rest.length > longest) {
      const fits = longest + 1 - length;
      keep(rest.subarray(0, fits));
      rest = rest.subarray(fits);
      const left = Buffer.from(cutLong(kept.subarray(0, length)));
      length = 0;
      keep(left);
    }
    keep(rest);
  };

  return {
    push(bytes) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let at = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, at)) {
        const line = chunk.subarray(at, end);
        at = end + 1;
        if (length === 0) give(cutLong(line), false);
        else {
          extend(line);
          give(kept.subarray(0, length), false);
          length = 0;
        }
      }
      if (at < chunk.length) extend(chunk.subarray(at));
    },
    end() {
      if (length > 0) give(kept.subarray(0, length), false);
      length = 0;
    },
  };
}

/** The last place at or before `at` where a UTF-8 character starts; `at` itself where the bytes are no UTF-8. */
function characterStart(bytes: Buffer, at: number): number {
  for (let back = 0; back < 4 && at - back > 0; back++) if ((bytes[at - back]! & 0xc0) !== 0x80) return at - back;
  return at;
}
