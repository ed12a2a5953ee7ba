import { runCommand } from "@shared/containers.ts";
import { describe, expect, it } from "vitest";
import { commandWords } from "../../../renderer/images/command-words.ts";
import { emptyRun, memoryBytes, type RunForm, readRun } from "../../../renderer/images/run-form.ts";

const read = (part: Partial<RunForm>, others: Parameters<typeof readRun>[2] = []) =>
  readRun("engine", { ...emptyRun, image: "busybox", ...part }, others);
const line = (part: Partial<RunForm>) => {
  const { run, problems } = read(part);
  expect(problems).toEqual({});
  return runCommand(run!).join(" ");
};

describe("a command as it is typed", () => {
  it.each([
    ["", []],
    ["sh -c 'while true; do date; done'", ["sh", "-c", "while true; do date; done"]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a shell would replace
    ['echo "$HOME" a\\ b ""', ["echo", "${HOME}", "a b", ""]],
    ["ls *.txt", ["ls", "*.txt"]],
    ["env A=1 sh", ["env", "A=1", "sh"]],
  ])("%j becomes %j", (command, words) => expect(commandWords(command).words).toEqual(words));

  it.each([
    ["a | b", "`|` needs a shell"],
    ["a && b", "`&&` needs a shell"],
    ["a > b", "`>` needs a shell"],
    ["echo 'hi", "is not closed"],
    ["echo # x", "A comment needs a shell"],
  ])("%j says %j", (command, sentence) => expect(commandWords(command).problem).toContain(sentence));
});

describe("the Run dialog", () => {
  it("asks for nothing but the image", () => expect(line({})).toBe("run -d busybox"));

  it("says every choice in docker's words", () => {
    expect(
      line({
        name: " web ",
        interactive: true,
        removeOnExit: true,
        ports: [
          { host: "8080", container: "80", protocol: "tcp" },
          { host: "", container: "53", protocol: "udp" },
          { host: "", container: "", protocol: "tcp" },
        ],
        mounts: [
          { type: "volume", source: "data", target: "/data", readOnly: true },
          { type: "volume", source: "", target: "", readOnly: false },
        ],
        environment: [
          { name: "A", value: "1" },
          { name: "", value: "" },
        ],
        memory: "512m",
        cpus: "0.5",
        command: "sh -l",
      }),
    ).toBe(
      "run -it --rm --name web -p 8080:80 -p 53/udp --mount type=volume,source=data,target=/data,readonly -e A=1 --memory 536870912b --cpus 0.5 busybox sh -l",
    );
  });

  it.each<[keyof RunForm | string, Partial<RunForm>]>([
    ["image", { image: "two words" }],
    ["image", { image: "" }],
    ["name", { name: "-x" }],
    ["command", { command: "a;b" }],
    ["memory", { memory: "lots" }],
    ["memory", { memory: "1m" }],
    ["cpus", { cpus: "many" }],
    ["restart", { removeOnExit: true, restart: "always" }],
    ["ports.0.container", { ports: [{ host: "80", container: "", protocol: "tcp" }] }],
    ["ports.0.host", { ports: [{ host: "70000", container: "80", protocol: "tcp" }] }],
    ["mounts.0.target", { mounts: [{ type: "volume", source: "data", target: "data", readOnly: false }] }],
    ["mounts.0.source", { mounts: [{ type: "bind", source: "here", target: "/data", readOnly: false }] }],
    ["environment.0.name", { environment: [{ name: "A=B", value: "1" }] }],
    ["labels.0.name", { labels: [{ name: "", value: "1" }] }],
  ])("finds fault with %s in %j", (field, part) => {
    const { problems } = read(part);
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(/^[A-Z`].*\.$/);
  });

  it("names the container that has the port or the name already", () => {
    const other = { id: "1", name: "web", ports: [{ private: 80, public: 8080, protocol: "tcp" }] };
    const others = [other] as unknown as Parameters<typeof readRun>[2];
    expect(read({ name: "web" }, others).problems.name).toContain("Another container is called web");
    const ports = [{ host: "8080", container: "80", protocol: "tcp" }];
    expect(read({ ports }, others).problems["ports.0.host"]).toContain("used by web");
    expect(read({ ports: [ports[0]!, ports[0]!] }).problems["ports.1.host"]).toContain("in this list");
  });
});

it.each([
  ["512m", 536_870_912],
  ["1.5g", 1_610_612_736],
  ["2 GiB", 2_147_483_648],
  ["1024", 1024],
  ["64kb", 65_536],
  ["-1", undefined],
  ["m", undefined],
])("memory %j is %s bytes", (text, bytes) => expect(memoryBytes(text)).toBe(bytes));
