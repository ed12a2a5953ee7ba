import { DrydockError } from "@shared/errors.ts";
import { Decompress } from "fzstd";
import type { Content } from "../files/tar.ts";
import { largestWindow, windowOf } from "../volumes/compression.ts";

const broken = (detail: string) => new DrydockError("UNSUPPORTED", "A layer of this image cannot be unpacked.", detail);

function fits(start: Buffer): boolean {
  try {
    return windowOf(start) <= largestWindow;
  } catch {
    // Cut off within its header.
    return false;
  }
}

/** Unpacks zstd on the way to `content`, for a Node that cannot. Throws UNSUPPORTED when it is damaged or asks for too much memory. */
export function zstdContent(content: Content): Content {
  const unpacker = new Decompress((bytes) => content.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
  let started = false;
  const push = (piece: Buffer, last: boolean) => {
    try {
      unpacker.push(piece, last);
    } catch (error) {
      throw error instanceof DrydockError ? error : broken(String(error));
    }
  };
  return {
    push(piece) {
      // The first piece has 512 bytes, or all there is: a whole header.
      if (!started && !fits(piece)) throw broken("It needs more than 128 MB of memory.");
      started = true;
      push(piece, false);
    },
    end() {
      push(Buffer.alloc(0), true);
      content.end();
    },
  };
}
