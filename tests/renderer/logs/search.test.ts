import { Worker as Thread } from "node:worker_threads";
import { build } from "vite";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLineBuffer } from "../../../renderer/containers/logs/line-buffer.ts";
import { createMatches } from "../../../renderer/containers/logs/matches.ts";
import { compile, createSearch, type Search } from "../../../renderer/containers/logs/search.ts";

/** The page's own worker, in a thread of Node: the same script with the few names that a page's worker has. */
let script = "";
beforeAll(async () => {
  const result = await build({
    logLevel: "silent",
    configFile: false,
    build: {
      write: false,
      lib: { entry: "renderer/containers/logs/search-worker.ts", formats: ["es"], fileName: "worker" },
    },
  });
  const [output] = [result].flat() as { output: { code: string }[] }[];
  script = `const { parentPort } = require("node:worker_threads");
    const self = globalThis; self.postMessage = (message) => parentPort.postMessage(message);
    parentPort.on("message", (data) => self.onmessage({ data }));
    ${output!.output[0]!.code}`;
});

const threads: Thread[] = [];
function startWorker(): Worker {
  const thread = new Thread(script, { eval: true });
  threads.push(thread);
  const worker = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (message: unknown, transfer: never[]) => thread.postMessage(message, transfer),
    terminate: () => void thread.terminate(),
  };
  thread.on("message", (data) => worker.onmessage?.({ data }));
  return worker as unknown as Worker;
}

const line = (index: number) => `request ${index} ${index % 1000 === 7 ? "\u001b[31mERROR\u001b[0m disk" : "ok"}`;
function filled(count: number) {
  const buffer = createLineBuffer();
  add(buffer, 0, count);
  return buffer;
}
function add(buffer: ReturnType<typeof createLineBuffer>, from: number, to: number) {
  const indexes = Array.from({ length: to - from }, (_, index) => from + index);
  buffer.append({ lines: indexes.map(line), times: indexes.map(() => ""), stderr: indexes.map(() => false) });
}

let search: Search | undefined;
const searching = (buffer: ReturnType<typeof createLineBuffer>) => {
  let wake = () => {};
  const made = createSearch(buffer, () => wake(), startWorker);
  search = made;
  /** Resolves at the first change after which `done` holds. */
  const settled = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      wake = () => done() && resolve();
      wake();
    });
  return { search: made, settled };
};
afterEach(async () => {
  search?.close();
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
});

const plain = (text: string) => ({ text, regex: false, caseSensitive: false });
const found = ({ matches }: Search) => {
  const seqs: number[] = [];
  for (let index = matches.start; index < matches.end; index++) seqs.push(matches.at(index)!);
  return seqs;
};

describe("searching a log", () => {
  it("finds every matching line, whatever colours stand in it", async () => {
    const { search, settled } = searching(filled(20_000));
    search.set(plain("error disk"));
    await settled(() => search.progress() === 1);
    expect(found(search)).toEqual(Array.from({ length: 20 }, (_, index) => index * 1000 + 7));
  });

  it("tells case apart only when asked to, and reads a dot as a dot", async () => {
    const { search, settled } = searching(filled(3000));
    search.set({ text: "error", regex: false, caseSensitive: true });
    await settled(() => search.progress() === 1);
    expect(found(search)).toEqual([]);
    search.set(plain("request.1"));
    await settled(() => search.progress() === 1);
    expect(found(search)).toEqual([]);
    search.set({ text: "^request 1\\d{2} ", regex: true, caseSensitive: true });
    await settled(() => search.progress() === 1);
    expect(found(search)).toHaveLength(100);
  });

  it("goes on with lines that come later", async () => {
    const buffer = filled(1000);
    const { search, settled } = searching(buffer);
    search.set(plain("ERROR"));
    await settled(() => search.progress() === 1);
    add(buffer, 1000, 3000);
    search.follow();
    await settled(() => search.progress() === 1);
    expect(found(search)).toEqual([7, 1007, 2007]);
  });

  it("finds lines that were put in front", async () => {
    const buffer = filled(2000);
    const { search, settled } = searching(buffer);
    search.set(plain("ERROR"));
    await settled(() => search.progress() === 1);
    buffer.prepend(filled(1000), 0);
    search.follow();
    await settled(() => search.progress() === 1);
    expect(found(search)).toEqual([-993, 7, 1007]);
  });

  it("says where in a line it matches", async () => {
    const buffer = filled(8);
    const { search, settled } = searching(buffer);
    search.set(plain("disk"));
    const wanted = buffer.line(7)!;
    await settled(() => search.ranges(wanted).length > 0);
    expect(search.ranges(wanted)).toEqual([[16, 20]]);
  });

  it("stops an expression that would never end, and says so", async () => {
    const buffer = createLineBuffer();
    buffer.append({ lines: [`${"a".repeat(60)}!`], times: [""], stderr: [false] });
    const { search, settled } = searching(buffer);
    search.set({ text: "(a+)+$", regex: true, caseSensitive: true });
    await settled(() => search.problem !== null);
    expect(search.problem).toMatch(/takes too long/);
    search.set(plain("aaa"));
    await settled(() => search.progress() === 1);
    expect(found(search)).toEqual([0]);
  });

  it("says what is wrong with an expression", () => {
    expect(compile({ text: "(", regex: true, caseSensitive: false })).toMatch(/Unterminated group/);
    const { search } = searching(filled(1));
    search.set({ text: "[", regex: true, caseSensitive: false });
    expect(search.problem).toMatch(/^Not a regular expression/);
  });
});

describe("matching lines", () => {
  it("are looked up by place and by line, and dropped with their lines", () => {
    const matches = createMatches();
    matches.add(Array.from({ length: 5000 }, (_, index) => index * 3 - 30));
    expect(matches.at(0)).toBe(-30);
    expect(matches.indexFrom(-29)).toBe(1);
    expect(matches.at(matches.indexFrom(3000))).toBe(3000);
    matches.dropBefore(300);
    expect(matches.at(matches.start)).toBe(300);
    expect(matches.at(0)).toBeUndefined();
    expect(matches.end - matches.start).toBe(5000 - 110);
  });
});
