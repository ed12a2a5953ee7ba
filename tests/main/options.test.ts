import { expect, test } from "vitest";
import { parseOptions } from "../../main/app/options.ts";

const release = { version: "1.2.3", packaged: true };
const development = { version: "1.2.3", packaged: false };

test("starts the app without options, and with Chromium's own", () => {
  expect(parseOptions([], release)).toEqual({ run: "app", opens: [] });
  expect(parseOptions(["--no-sandbox", "--force-device-scale-factor=2"], release)).toEqual({
    run: "app",
    opens: [],
  });
});

test("a wrong option is one line and exit code 2", () => {
  const options = parseOptions(["--nope"], development);
  expect(options).toMatchObject({ run: "print", exitCode: 2 });
  expect(options).toHaveProperty("text", "drydock: unknown option --nope; see drydock --help");
});

test("--version and --help print and end well", () => {
  expect(parseOptions(["--version"], release)).toEqual({ run: "print", text: "Drydock 1.2.3", exitCode: 0 });
  expect(parseOptions(["--help"], release)).toMatchObject({ run: "print", exitCode: 0 });
});

test.each(["--remote-debugging-port=0", "--inspect=9229", "--js-flags=--expose-gc"])("a release refuses %s", (word) => {
  expect(parseOptions([word], release)).toMatchObject({ run: "print", exitCode: 2 });
  expect(parseOptions([word], development)).toEqual({ run: "app", opens: [] });
});

test.each(["/home/sam/shop/compose.yaml", "file:///home/sam/docker-compose.override.yml", "C:\\\\shop\\\\compose.yml"])(
  "%s is opened",
  (word) => expect(parseOptions(["--no-sandbox", word], release)).toEqual({ run: "app", opens: [word] }),
);

test("another YAML file does not", () => {
  expect(parseOptions(["/home/sam/mycompose.yaml", "values.yaml"], release)).toEqual({
    run: "app",
    opens: [],
  });
});
