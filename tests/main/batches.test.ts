import { expect, test } from "vitest";
import { batches } from "../../main/batches.ts";

async function readAll<T>(stream: ReadableStream<T[]>): Promise<T[][]> {
  const all: T[][] = [];
  for await (const batch of stream as unknown as AsyncIterable<T[]>) all.push(batch);
  return all;
}

test("a fast source comes in full batches, complete and in order", async () => {
  const all = await readAll(
    batches(async function* () {
      for (let number = 0; number < 1234; number++) yield number;
    }),
  );
  expect(all.map(({ length }) => length)).toEqual([500, 500, 234]);
  expect(all.flat()).toEqual(Array.from({ length: 1234 }, (_, number) => number));
});

test("a slow source comes when its first item is old enough", async () => {
  let release = () => {};
  const reader = batches(async function* () {
    yield 1;
    yield 2;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    yield 3;
  }).getReader();
  expect(await reader.read()).toEqual({ done: false, value: [1, 2] });
  release();
  expect(await reader.read()).toEqual({ done: false, value: [3] });
  expect(await reader.read()).toEqual({ done: true, value: undefined });
});

test("a reader that stalls stops the source", async () => {
  let sent = 0;
  const reader = batches(async function* () {
    for (;;) {
      yield sent++;
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
  }).getReader();
  await reader.read();
  const readAhead: number[] = [];
  for (let turn = 0; turn < 200; turn++) {
    await new Promise(setImmediate);
    readAhead.push(sent);
  }
  expect(readAhead.at(-1)).toBe(readAhead.at(-100));
  expect(sent).toBeLessThanOrEqual(4 * 500);
  await reader.cancel();
});

test("leaving aborts the source and ends it", async () => {
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const reader = batches(async function* (signal) {
    try {
      yield 1;
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("left"))));
    } finally {
      ended();
    }
  }).getReader();
  await reader.read();
  await reader.cancel();
  await end;
});

test("everything before an error is read before the error", async () => {
  const reader = batches(
    async function* () {
      for (let number = 0; number < 5; number++) yield number;
      throw new Error("the engine is gone");
    },
    { most: 2 },
  ).getReader();
  expect(await reader.read()).toEqual({ done: false, value: [0, 1] });
  expect(await reader.read()).toEqual({ done: false, value: [2, 3] });
  expect(await reader.read()).toEqual({ done: false, value: [4] });
  await expect(reader.read()).rejects.toThrow("the engine is gone");
});
