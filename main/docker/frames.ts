import { engineError } from "./errors.ts";

/** One piece of a container's output. */
export interface Frame {
  readonly stderr: boolean;
  readonly bytes: Uint8Array;
}

/** 1 byte for the stream, 3 of zero, 4 of length, big-endian (moby: pkg/stdcopy). */
const headerLength = 8;
const stderr = 2;
/** The engine's own words in place of output, for example that it cannot read the log. */
const systemError = 3;
const longestComplaint = 64 * 1024;

/**
 * Reads the engine's multiplexed output (containers and execs without a TTY). Frames may be cut anywhere: one that
 * spans chunks comes in pieces, so that nothing is copied and nothing grows. What is not multiplexed after all comes
 * as stdout. Throws what the engine says when it gives up in the middle.
 */
export async function* frames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, undefined> {
  const header = new Uint8Array(headerLength);
  let filled = 0;
  let left = 0;
  let raw = false;
  let complaint = "";
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (raw) {
        yield { stderr: false, bytes: chunk.subarray(at) };
        break;
      }
      if (left === 0) {
        const take = Math.min(headerLength - filled, chunk.length - at);
        header.set(chunk.subarray(at, at + take), filled);
        filled += take;
        at += take;
        if (!isHeader(header, filled)) {
          raw = true;
          yield { stderr: false, bytes: header.slice(0, filled) };
        } else if (filled === headerLength) {
          filled = 0;
          left = ((header[4]! << 24) | (header[5]! << 16) | (header[6]! << 8) | header[7]!) >>> 0;
        }
        continue;
      }
      const take = Math.min(left, chunk.length - at);
      const bytes = chunk.subarray(at, at + take);
      left -= take;
      at += take;
      if (header[0] !== systemError) yield { stderr: header[0] === stderr, bytes };
      else {
        if (complaint.length < longestComplaint) complaint += Buffer.from(bytes).toString();
        if (left === 0) throw engineError(complaint);
      }
    }
  }
  if (filled > 0 && !raw) yield { stderr: false, bytes: header.slice(0, filled) };
}

/** Whether these first bytes can be those of a frame; a TTY's output cannot. */
const isHeader = (header: Uint8Array, filled: number): boolean =>
  header[0]! <= systemError &&
  (filled < 2 || header[1] === 0) &&
  (filled < 3 || header[2] === 0) &&
  (filled < 4 || header[3] === 0);
