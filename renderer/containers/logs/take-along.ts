import type { LineBuffer } from "./line-buffer.ts";

const mostCopied = 20 * 1024 * 1024;

/** The log as UTF-8, a piece at a time, as `docker logs` prints it: every line with its end. */
function* pieces(buffer: LineBuffer): Generator<Uint8Array<ArrayBuffer>> {
  for (let seq = buffer.first; ; ) {
    const part = buffer.part(seq);
    if (!part) return;
    const out = new Uint8Array(part.bytes.length + part.count);
    let start = 0;
    part.ends.forEach((end, index) => {
      out.set(part.bytes.subarray(start, end), start + index);
      out[end + index] = 10;
      start = end;
    });
    yield out;
    seq = part.first + part.count;
  }
}

/** Puts all lines on the clipboard. Rejects with a sentence where there is more than a clipboard should hold. */
export async function copyLog(buffer: LineBuffer): Promise<void> {
  if (buffer.bytes > mostCopied)
    throw new Error("This log is too long for the clipboard. Save it to a file, or select the lines you need.");
  await navigator.clipboard.writeText(await new Blob([...pieces(buffer)]).text());
}

/** Hands all lines to the browser's own download, which asks where to put them. */
export function saveLog(buffer: LineBuffer, name: string): void {
  const url = URL.createObjectURL(new Blob([...pieces(buffer)], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.log`;
  link.click();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
