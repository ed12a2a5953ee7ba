import { join } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import { readSmall } from "./contexts.ts";
import type { Surroundings } from "./hosts.ts";

const word = z.string().max(64 * 1024);
/** What one registry has in `auths`; `{}` beside a credential helper means that the helper has it. */
const authEntry = z.object({
  auth: word.optional(),
  username: word.optional(),
  password: word.optional(),
  identitytoken: word.optional(),
});
export type AuthEntry = z.output<typeof authEntry>;

const broken = "is not what docker writes there";
const configFile = z.object({
  auths: z.record(z.string().max(2000), authEntry, broken).default({}),
  credsStore: z.string(broken).max(200).default(""),
  credHelpers: z.record(z.string().max(2000), z.string().max(200), broken).default({}),
});

/** The part of docker's config.json that says who has the credentials of which registry. */
export type DockerConfig = z.output<typeof configFile>;

/** Folder of docker's own configuration: `DOCKER_CONFIG`, else `~/.docker`. */
export const configFolder = ({ env, home }: Pick<Surroundings, "env" | "home">): string =>
  env.DOCKER_CONFIG || join(home, ".docker");

/** Reads docker's config.json; no file is an empty one. Rejects with INVALID and a sentence for a broken one. */
export async function readDockerConfig(folder: string): Promise<DockerConfig> {
  const file = join(folder, "config.json");
  const refuse = (sentence: string, detail?: string) => new DrydockError("INVALID", sentence, detail);
  let text: string;
  try {
    text = await readSmall(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return configFile.parse({});
    throw refuse(`Docker's configuration ${file} cannot be read, so no login is known. Check the file.`, message);
  }
  let value: unknown;
  try {
    value = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw refuse(`Docker's configuration ${file} is not JSON, so no login is known. Repair it.`);
  }
  const { success, data, error } = configFile.safeParse(value);
  if (!success)
    throw refuse(
      `In docker's configuration ${file}, ${error.issues[0]?.path.slice(0, 1).join(".") || "the whole"} ${broken}, so no login is known. Repair it.`,
    );
  return data;
}
