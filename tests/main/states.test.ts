import { expect, test } from "vitest";
import { states } from "../../main/states.ts";

test("a reader gets the newest state and, whatever it missed, the last one", async () => {
  const seen: number[] = [];
  const stream = states(async function* () {
    for (let state = 1; state <= 1000; state++) {
      yield state;
      if (state % 100 === 0) await new Promise(setImmediate);
    }
  }, 5);
  for await (const state of stream as unknown as AsyncIterable<number>) seen.push(state);
  expect(seen.at(-1)).toBe(1000);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.length).toBeLessThan(100);
});

test("a reader that stalls does not stop the source", async () => {
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const reader = states(async function* () {
    for (let state = 1; state <= 1000; state++) yield state;
    ended();
  }).getReader();
  await end;
  expect(await reader.read()).toEqual({ done: false, value: 1000 });
  expect(await reader.read()).toEqual({ done: true, value: undefined });
});

test("an error comes after the last state before it", async () => {
  const reader = states(async function* () {
    yield "half";
    throw new Error("cut");
  }).getReader();
  expect(await reader.read()).toEqual({ done: false, value: "half" });
  await expect(reader.read()).rejects.toThrow("cut");
});

test("leaving aborts the source, also between two states", async () => {
  let left = () => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  const reader = states(async function* (signal) {
    signal.addEventListener("abort", left);
    yield 1;
    await gone;
  }).getReader();
  await reader.read();
  await reader.cancel();
  await gone;
});
