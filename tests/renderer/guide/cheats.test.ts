import { readFileSync } from "node:fs";
import { dockerLine } from "@shared/command.ts";
import { runCommand } from "@shared/containers.ts";
import { expect, test } from "vitest";
import { runForms } from "../../../renderer/guide/run-forms.ts";
import { emptyRun, readRun } from "../../../renderer/images/run-form.ts";

const sheet = readFileSync("renderer/guide/chapters/cheat-sheet.mdx", "utf8");
const lines = [...sheet.matchAll(/<Cheat line="([^"]+)"/g)].map(([, line]) => line!);

test("the Run dialog opens with exactly the line of the sheet", () => {
  for (const [line, form] of Object.entries(runForms)) {
    const { run, problems } = readRun("engine", { ...emptyRun, ...form }, []);
    expect(problems).toEqual({});
    expect(dockerLine(runCommand(run!))).toBe(line);
  }
  expect(lines.filter((line) => line.startsWith("docker run"))).toEqual(Object.keys(runForms));
});

test("every line that opens a form, a preview or a tab is on the sheet", () => {
  const source = ["cheats.ts", "run-forms.ts"].map((file) => readFileSync(`renderer/guide/${file}`, "utf8")).join("\n");
  const named = [...source.matchAll(/^ {2}"(docker [^"]+)":/gm)].map(([, line]) => line!);
  expect(named.length).toBeGreaterThan(8);
  for (const line of named) expect(lines).toContain(line);
});

test("the everyday lines are there", () => {
  for (const start of [
    "docker build",
    "docker images",
    "docker ps -a",
    "docker run -it",
    "docker run -d",
    "docker pull",
    "docker system prune -a",
    "docker compose up --build",
    "docker compose down --rmi all --volumes --remove-orphans",
  ])
    expect(lines.some((line) => line.startsWith(start))).toBe(true);
});
