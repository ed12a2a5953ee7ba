import { describe, expect, it } from "vitest";
import { rowFilter } from "../../../renderer/table/filter.ts";

const rows = {
  web: { words: ["shop-web-1", "nginx:1.25"], fields: { state: ["running"], port: ["8080", "80"] } },
  job: { words: ["Nightly Job", "busybox"], fields: { state: ["exited"], port: [] } },
};
const found = (query: string) => {
  const matches = rowFilter(query, ["state", "port"]);
  return Object.entries(rows).flatMap(([name, row]) => (matches(row) ? [name] : []));
};

describe("the filter box", () => {
  it.each([
    ["", ["web", "job"]],
    ["   ", ["web", "job"]],
    ["WEB", ["web"]],
    ["shop nginx", ["web"]],
    ["shop busybox", []],
    ["state:running", ["web"]],
    ["STATE:exited night", ["job"]],
    ["-state:running", ["job"]],
    ["-busybox", ["web"]],
    ["port:808", ["web"]],
    ["-port:8080", ["job"]],
    ['"nightly job"', ["job"]],
    ['"nightly', ["job"]],
    ["state:", ["web", "job"]],
  ])("%j finds %j", (query, names) => expect(found(query)).toEqual(names));

  it("takes a field that it does not know as text, so that an image with its tag can be typed", () => {
    expect(found("nginx:1.25")).toEqual(["web"]);
    expect(found("nginx:1.26")).toEqual([]);
  });
});
