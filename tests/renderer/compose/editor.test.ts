import { expect, test } from "vitest";
import { offers } from "../../../renderer/compose/editor/complete.ts";
import { pathTo } from "../../../renderer/compose/editor/place.ts";
import { textProblems } from "../../../renderer/compose/editor/validate.ts";

const said = (text: string) => textProblems(text).map(({ line, message }) => `${line}: ${message}`);

test("a place is read from its indentation, also in lists and in a file that is not valid", () => {
  const lines = [
    "services:",
    "  web:",
    "    image: nginx",
    "    ports:",
    "    - target: 80",
    "      ",
    "    build: [",
    "      con",
  ];
  expect(pathTo(lines, 2, 4)).toEqual(["services", "web"]);
  expect(pathTo(lines, 4, 6)).toEqual(["services", "web", "ports", "-"]);
  expect(pathTo(lines, 5, 6)).toEqual(["services", "web", "ports", "-"]);
  expect(pathTo(lines, 7, 6)).toEqual(["services", "web", "build"]);
  expect(pathTo(["a:", "# b:", "", "  "], 3, 2)).toEqual(["a"]);
});

test("keys and values are offered by the schema, names by the file and the engine", () => {
  const labels = (text: string) => {
    const lines = text.split("\n");
    return (
      offers(lines, lines.length - 1, lines.at(-1)!, { images: ["nginx:1"] })?.options.map(({ label }) => label) ?? []
    );
  };
  expect(labels("")).toEqual(expect.arrayContaining(["services", "networks", "volumes", "include"]));
  expect(labels("services:\n  web:\n    ")).toEqual(expect.arrayContaining(["image", "depends_on", "healthcheck"]));
  expect(labels("services:\n  web:\n    healthcheck:\n      ")).toEqual(expect.arrayContaining(["test", "interval"]));
  expect(labels("services:\n  web:\n    image: n")).toEqual(["nginx:1"]);
  expect(labels("services:\n  web:\n    privileged: ")).toEqual(expect.arrayContaining(["true", "false"]));
  expect(labels("services:\n  db:\n    image: a\n  web:\n    depends_on:\n      - ")).toEqual(
    expect.arrayContaining(["db", "web"]),
  );
  expect(labels("volumes:\n  data:\nservices:\n  web:\n    ports:\n      - ta")).toEqual(
    expect.arrayContaining(["target"]),
  );
});

test("what breaks YAML or the schema is said once, where it stands", () => {
  expect(said("services:\n  web:\n    image: a\n    ports: [80:80]\n")).toEqual([]);
  expect(said("services:\n  web:\n    imagee: a\n")).toEqual([
    "3: “imagee” is no key of services.web. Check its spelling and indentation.",
  ]);
  expect(said("service:\n  web: {}\n")).toEqual([
    "1: “service” is no key of a Compose file. Check its spelling and indentation.",
  ]);
  expect(said("services:\n  web:\n    build:\n      contextt: .\n")).toEqual([
    "4: “contextt” is no key of services.web.build. Check its spelling and indentation.",
  ]);
  expect(said("services:\n  web:\n    image: a\n    ports: 80\n")).toEqual(["4: “ports” must be a list."]);
  expect(said("services:\n  web:\n   image: a\n  ports: [\n")[0]).toMatch(/^\d+: /);
});

test("what a variable, a merge key or a tag of Compose may come to is left to Compose", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own variable.
  expect(said("services:\n  web:\n    image: a\n    privileged: ${YES}\n")).toEqual([]);
  expect(said("x-a: &a\n  image: a\nservices:\n  web:\n    <<: *a\n    ports: !reset null\n")).toEqual([]);
});
