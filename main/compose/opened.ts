import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import type { ComposeSource, OpenedProject } from "@shared/compose.ts";
import { DrydockError } from "@shared/errors.ts";
import { readSmall } from "../docker/contexts.ts";
import { findingsOf } from "./findings.ts";
import { type Drafts, type LoadedProject, loadProject } from "./load.ts";
import { missingFiles } from "./missing-files.ts";
import { checkModel, modelOf, nameOf, overlaid, profilesOf } from "./model.ts";
import { readVariables, type Variables } from "./variables.ts";

/** Names that Compose looks for, best first, and those it lays over them (compose-go, cli.DefaultFileNames). */
const defaultNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrideNames = [
  ...["compose.override.yml", "compose.override.yaml"],
  ...["docker-compose.override.yml", "docker-compose.override.yaml"],
];

/** Whether `docker compose` would take a file of this name by itself. */
export const discoverable = (name: string): boolean => defaultNames.includes(name) || overrideNames.includes(name);

/** A stable name for a project: the same files under the same project name. */
export const idOf = (name: string, source: ComposeSource): string =>
  createHash("sha256")
    .update(JSON.stringify([name, source.files, source.directory]))
    .digest("hex")
    .slice(0, 16);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * The files that `docker compose` would take in the folder of a path: `COMPOSE_FILE` of its `.env`, or the default
 * names with their overrides. A file of another name stands for itself.
 */
export async function discover(path: string): Promise<string[]> {
  if (!isAbsolute(path)) throw new DrydockError("INVALID", `${path} is not a full path.`);
  const folder = isFolder(path) ? path : dirname(path);
  if (path !== folder && !defaultNames.includes(basename(path))) return [path];
  const env = await readSmall(join(folder, ".env")).catch(() => "");
  const { COMPOSE_FILE: listed, COMPOSE_PATH_SEPARATOR: separator = delimiter } = readVariables(env);
  if (listed)
    return listed
      .split(separator)
      .filter(Boolean)
      .map((file) => resolve(folder, file));
  const first =
    path === folder ? defaultNames.map((name) => join(folder, name)).find((file) => existsSync(file)) : path;
  if (!first) throw new DrydockError("NOT_FOUND", `${folder} has no Compose file, such as compose.yaml.`);
  const override = overrideNames.map((name) => join(folder, name)).find((file) => existsSync(file));
  return override ? [first, override] : [first];
}

/** Reads a project's files as they are now; runs nothing. What is wrong with them stands in the answer. */
export async function openProject(
  given: { readonly name?: string | undefined; readonly source: ComposeSource; readonly drafts?: Drafts },
  environment: Variables,
  home: string,
  isTrusted: (hash: string) => boolean,
): Promise<OpenedProject & { readonly loaded: LoadedProject }> {
  const { source } = given;
  const loaded = await loadProject(source, environment, home, given.drafts);
  const { directory, hash } = loaded;
  const name = given.name || nameOf(loaded);
  const readable = loaded.files.length > 0;
  const value = overlaid(loaded.files);
  const model = readable ? modelOf(value, name) : undefined;
  const findings = findingsOf(loaded, home);
  const problems = [
    ...loaded.problems,
    ...(model ? checkModel(loaded, value, model) : []),
    ...missingFiles(loaded, home),
  ];
  if (!name)
    problems.push({
      severity: "error",
      message: `No project name can be made of the folder's name ${basename(directory)}. Give the project a name.`,
    });
  return {
    id: idOf(name, source),
    name,
    source,
    directory,
    ...(model ? { model } : {}),
    problems,
    findings,
    hash,
    trusted: findings.length === 0 || isTrusted(hash),
    profiles: model ? profilesOf(model) : [],
    loaded,
  };
}
