// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of Compose look like that.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { composeSource } from "@shared/compose.ts";
import { afterAll, describe, expect, test } from "vitest";
import { discover, openProject } from "../../../main/compose/opened.ts";
import { fillIn, readVariables } from "../../../main/compose/variables.ts";

const root = mkdtempSync(join(tmpdir(), "drydock-files-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let counter = 0;
/** Writes files into a new folder of this name and reads them as a project. */
async function read(files: Record<string, string>, more: object = {}, folder = "shop") {
  const at = join(root, String(counter++), folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  const source = composeSource.parse({ files: [join(at, "compose.yaml")], ...more });
  const opened = await openProject({ source }, { HOME: "/home/sam" }, "/home/sam", () => false);
  const errors = opened.problems
    .filter(({ severity }) => severity === "error")
    .map(({ line, column, message }) => `${line ? `${line}:${column} ` : ""}${message.replaceAll(at, "<folder>")}`);
  return { ...opened, at, errors };
}
const one = (yaml: string) => ({ "compose.yaml": yaml });
const image = "image: busybox";

describe("bad files are told in one message each", () => {
  test.each([
    ["a tab", "services:\n\tweb: {}\n", /^2:1 /],
    ["a key twice", "services:\n  a: { image: b }\n  a: { image: c }\n", /^3:3 Map keys must be unique/],
    ["a bracket that is open", "services: [\n", /^2:1 |^1:\d+ /],
    ["not a mapping", "- a\n- b\n", /^1:1 This is no Compose file/],
    ["an empty file", "# nothing\n", /The file is empty/],
    ["an unknown key", `service:\n  a: { ${image} }\n`, /^1:1 “service” is no key of a Compose file/],
    [
      "a service without an image",
      "services:\n  a:\n    command: x\n",
      /^2:3 The service a has neither an image nor a build/,
    ],
    [
      "a service that is not there",
      `services:\n  a:\n    ${image}\n    depends_on: [b]\n`,
      /^4:5 The service a depends on b/,
    ],
    [
      "a network that is not there",
      `services:\n  a:\n    ${image}\n    networks: [n]\n`,
      /^4:5 The service a is on the network n/,
    ],
    [
      "a volume that is not there",
      `services:\n  a:\n    ${image}\n    volumes: [data:/x]\n`,
      /^4:5 The service a mounts the volume data/,
    ],
    [
      "services that need each other",
      `services:\n  a: { ${image}, depends_on: [b] }\n  b: { ${image}, depends_on: [a] }\n`,
      /circle: a → b → a/,
    ],
    [
      "a service that extends itself",
      `services:\n  a: { ${image}, extends: { service: a } }\n`,
      /extends goes round in a circle/,
    ],
    [
      "a base that is not there",
      `services:\n  a: { ${image}, extends: { service: z } }\n`,
      /extends z, which is no service/,
    ],
    [
      "a variable without a value",
      "services:\n  a:\n    image: busybox:${TAG}\n",
      /^3:12 The variable TAG has no value/,
    ],
    [
      "a variable that is required",
      "services:\n  a:\n    image: ${IMG:?say which}\n",
      /^3:12 The variable IMG must be set: say which/,
    ],
    [
      "a dollar sign",
      'services:\n  a:\n    image: x\n    command: "echo $ 5"\n',
      /^4:14 .* is no variable. Write \$\$/,
    ],
    [
      "an env file that is not there",
      `services:\n  a:\n    ${image}\n    env_file: nope.env\n`,
      /^4:5 The service a reads the env file <folder>\/nope.env/,
    ],
    [
      "a secret that is not there",
      `services: { a: { ${image} } }\nsecrets:\n  s: { file: ./no }\n`,
      /The secret s is read from <folder>\/no/,
    ],
  ])("%s", async (_, yaml, message) => {
    const { errors } = await read(one(yaml));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });

  test("a file of 5 MB is refused at once", async () => {
    const { errors } = await read(one(`services: { a: { ${image} } }\n#${"x".repeat(5_000_000)}\n`));
    expect(errors).toEqual([expect.stringContaining("is 5.0 MB long. Drydock reads Compose and env files up to 1 MB")]);
  });

  test("anchors that explode are not followed", async () => {
    const levels = Array.from(
      { length: 9 },
      (_, at) => `x-${at + 1}: &x${at + 1} [${Array.from({ length: 9 }, () => `*x${at}`).join(",")}]`,
    );
    const started = performance.now();
    const { errors } = await read(one(`x-0: &x0 lol\n${levels.join("\n")}\nservices: { a: { ${image} } }\n`));
    expect(errors).toEqual([expect.stringContaining("billion laughs")]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("nesting that never ends is not followed", async () => {
    const { errors } = await read(one(`services: ${"[".repeat(100_000)}\n`));
    expect(errors).toHaveLength(1);
  });

  test("ordinary use of anchors, more than a hundred times, is fine", async () => {
    const services = Array.from({ length: 150 }, (_, at) => `  s${at}: { <<: *base, image: busybox }`);
    const { errors, model } = await read(one(`x-base: &base\n  restart: always\nservices:\n${services.join("\n")}\n`));
    expect(errors).toEqual([]);
    expect(model?.services).toHaveLength(150);
  });

  test("includes in a circle, and one that is not there", async () => {
    const files = {
      "compose.yaml": "include: [other.yaml]\n",
      "other.yaml": "include: [compose.yaml, missing.yaml]\n",
    };
    const { errors } = await read(files);
    expect(errors).toContainEqual("include goes round in a circle: compose.yaml → other.yaml → compose.yaml.");
    expect(errors).toContainEqual(expect.stringContaining("<folder>/missing.yaml does not exist."));
  });
});

describe("what reaches out is found", () => {
  const found = async (yaml: string, files: Record<string, string> = {}) => {
    const opened = await read({ ...files, ...one(yaml) });
    return opened.findings.map(({ kind, service, line }) =>
      [kind, service, line].filter((part) => part !== undefined).join(" "),
    );
  };
  const service = (text: string) => `services:\n  a:\n    image: busybox\n    ${text}\n`;
  test.each([
    ["provider: { type: model }", ["provider a 4"]],
    ["use_api_socket: true", ["api-socket a 4"]],
    ["privileged: true", ["privileged a 4"]],
    ["pid: host", ["host-access a 4"]],
    ["cap_add: [SYS_ADMIN]", ["host-access a 4"]],
    ['volumes: ["/:/host"]', ["host-access a 4"]],
    ['volumes: ["/var/run/docker.sock:/s"]', ["docker-socket a 4"]],
    ['volumes: ["/var/run:/s"]', ["docker-socket a 4"]],
    ["volumes: [{ type: bind, source: ../x, target: /x }]", ["outside-folder a 4"]],
    ['volumes: ["~/.ssh:/x"]', ["outside-folder a 4"]],
    ['volumes: ["./data:/x", "data:/y", "/anonymous"]', []],
    ["env_file: ../secret.env", ["outside-folder a 4"]],
    ["build: ..", ["outside-folder a 4"]],
    ["build: https://git.example/repo.git", ["outside-folder a 4"]],
    ["extends: { file: ../base.yaml, service: a }", ["outside-folder a 4"]],
  ])("%s", async (text, expected) => {
    expect(await found(service(text))).toEqual(expected);
  });

  test("a remote include, which is not fetched", async () => {
    expect(await found(`include:\n  - oci://registry.example/stack:1\nservices: { a: { ${image} } }\n`)).toEqual([
      "remote-include 2",
    ]);
  });

  test("a mount that a variable or a link hides", async () => {
    expect(await found(service('volumes: ["${ROOT}:/x"]'), { ".env": "ROOT=/\n" })).toEqual(["host-access a 4"]);
    const at = join(root, "links");
    mkdirSync(at);
    symlinkSync("/", join(at, "innocent"));
    writeFileSync(join(at, "compose.yaml"), service('volumes: ["./innocent:/x"]'));
    const source = composeSource.parse({ files: [join(at, "compose.yaml")] });
    const { findings } = await openProject({ source }, {}, "/home/sam", () => false);
    expect(findings).toMatchObject([{ kind: "host-access" }]);
  });

  test("a volume that is a folder of the host, and a secret outside", async () => {
    const yaml = `services: { a: { ${image}, volumes: ["v:/x"] } }\nvolumes:\n  v: { driver_opts: { type: none, o: bind, device: / } }\nsecrets:\n  s: { file: /etc/passwd }\n`;
    expect((await found(yaml)).sort()).toEqual(["host-access 3", "outside-folder 5"]);
  });
});

describe("a project's files", () => {
  test("are found in a folder as Compose finds them, with their override", async () => {
    const { at } = await read({
      ...one(`services: { a: { ${image} } }\n`),
      "compose.override.yaml": "services: { a: { image: other } }\n",
    });
    const files = [join(at, "compose.yaml"), join(at, "compose.override.yaml")];
    expect(await discover(at)).toEqual(files);
    expect(await discover(join(at, "compose.yaml"))).toEqual(files);
    writeFileSync(join(at, ".env"), "COMPOSE_FILE=compose.yaml:more.yaml\n");
    expect(await discover(at)).toEqual([join(at, "compose.yaml"), join(at, "more.yaml")]);
    writeFileSync(join(at, "other.yaml"), "services: {}\n");
    expect(await discover(join(at, "other.yaml"))).toEqual([join(at, "other.yaml")]);
    await expect(discover(root)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("are laid over each other, with what they include and extend", async () => {
    const { model, name, profiles } = await read({
      "compose.yaml": `name: given
include: [inner/more.yaml]
services:
  web:
    extends: { file: base/base.yaml, service: base }
    depends_on: { db: { condition: service_healthy, required: false } }
    deploy: { replicas: 3 }
    profiles: [p]
    volumes: ["data:/data"]
networks: { default: { external: true, name: shared } }
volumes: { data: {} }
`,
      "base/base.yaml": "services: { base: { image: base-image, networks: [default] } }\n",
      "inner/more.yaml": `services: { db: { ${image} } }\n`,
    });
    expect(name).toBe("given");
    expect(profiles).toEqual(["p"]);
    expect(model?.services).toMatchObject([
      { name: "db", image: "busybox", replicas: 1 },
      {
        name: "web",
        image: "base-image",
        replicas: 3,
        dependsOn: [{ service: "db", condition: "service_healthy", required: false }],
        volumes: ["data"],
      },
    ]);
    expect(model?.networks).toEqual([{ key: "default", name: "shared", external: true }]);
    expect(model?.volumes).toEqual([{ key: "data", name: "given_data", external: false }]);
  });

  test("give the project its name as Compose does", async () => {
    const yaml = `services: { a: { ${image} } }\n`;
    expect((await read(one(yaml), {}, "My Shop (2)")).name).toBe("myshop2");
    expect((await read({ ...one(yaml), ".env": "COMPOSE_PROJECT_NAME=from-env\n" })).name).toBe("from-env");
  });
});

test.each([
  ["$A-${B}", "1-", ["B"]],
  ["${B:-two} ${B-x} ${A:+set} ${E:-empty} ${E-no}", "two x set empty ", []],
  ["$$A ${B:-${A}}", "$A 1", []],
])("variables of %s", (text, filled, unset) => {
  expect(fillIn(text, { A: "1", E: "" })).toMatchObject({ text: filled, unset });
});

test("an env file is read with quotes, comments and earlier values", () => {
  const text = "# c\nA=1 # one\nexport B=\"two\\nlines\"\nC='$A'\nD=$A-${X:-x}\nE=\nbroken line\n";
  expect(readVariables(text)).toEqual({ A: "1", B: "two\nlines", C: "$A", D: "1-x", E: "" });
});
