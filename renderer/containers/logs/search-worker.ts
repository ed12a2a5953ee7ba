import { type Range, visibleText } from "./ansi.ts";

/** What the page asks. Text goes as UTF-8, `ends` are the byte offsets where lines end. */
export type SearchRequest =
  | { readonly type: "pattern"; readonly source: string; readonly flags: string }
  | { readonly type: "find"; readonly id: number; readonly bytes: Uint8Array; readonly ends: Uint32Array }
  | { readonly type: "ranges"; readonly id: number; readonly lines: readonly string[] };

export type SearchReply =
  | { readonly type: "found"; readonly id: number; readonly indexes: Uint32Array }
  | { readonly type: "ranges"; readonly id: number; readonly ranges: readonly (readonly Range[])[] };

/** More highlights than this in one line help nobody. */
const mostRanges = 200;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
let pattern = /(?:)/g;

function find(bytes: Uint8Array, ends: Uint32Array): Uint32Array {
  const indexes: number[] = [];
  let start = 0;
  for (let index = 0; index < ends.length; index++) {
    const end = ends[index]!;
    pattern.lastIndex = 0;
    if (pattern.test(visibleText(decoder.decode(bytes.subarray(start, end))))) indexes.push(index);
    start = end;
  }
  return Uint32Array.from(indexes);
}

function rangesIn(line: string): Range[] {
  const ranges: Range[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match && ranges.length < mostRanges; match = pattern.exec(line)) {
    if (match[0] === "") pattern.lastIndex++;
    else ranges.push([match.index, match.index + match[0].length]);
  }
  return ranges;
}

self.onmessage = ({ data }: MessageEvent<SearchRequest>) => {
  const reply = (message: SearchReply) => self.postMessage(message);
  switch (data.type) {
    case "pattern":
      pattern = new RegExp(data.source, data.flags);
      return;
    case "find":
      return reply({ type: "found", id: data.id, indexes: find(data.bytes, data.ends) });
    case "ranges":
      return reply({ type: "ranges", id: data.id, ranges: data.lines.map((line) => rangesIn(visibleText(line))) });
  }
};
