import { expect, test } from "vitest";
import { fuzzyScore } from "../../../renderer/shell/fuzzy.ts";

const best = (typed: string, ...texts: string[]) =>
  [...texts].sort((a, b) => fuzzyScore(b, typed) - fuzzyScore(a, typed))[0];

test("matches letters in their order only", () => {
  expect(fuzzyScore("shop-web-1", "sw1")).toBeGreaterThan(0);
  expect(fuzzyScore("shop-web-1", "ws")).toBe(0);
  expect(fuzzyScore("shop-web-1", "WEB shop")).toBeGreaterThan(0);
  expect(fuzzyScore("shop-web-1", "web db")).toBe(0);
});

test("prefers starts of names, then starts of words, then pieces", () => {
  expect(best("pause", "Unpause", "Pause")).toBe("Pause");
  expect(best("web", "cobweb", "shop-web-1", "web-1")).toBe("web-1");
  expect(best("web", "cobweb", "shop-web-1")).toBe("shop-web-1");
  expect(best("con", "Clean up, on", "Containers")).toBe("Containers");
});
