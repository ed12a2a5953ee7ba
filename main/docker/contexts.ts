import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { TlsMaterial } from "./connect.ts";

/** A docker context as its files tell: where its engine is, or what is wrong with them. */
export interface Context {
  readonly name: string;
  readonly host: string;
  readonly tls?: TlsMaterial;
  readonly problem?: string;
}

/** No file of a context is longer; one that is was not written by docker. */
const longestFile = 1024 * 1024;
const mostContexts = 50;
// The CLI's own rule (cli/context/store: restrictedNamePattern).
const contextName = z
  .string()
  .max(300)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/);

const configFile = z.object({ currentContext: z.string().max(300).optional() });
const metaFile = z.object({
  Name: contextName,
  Endpoints: z.object({
    docker: z.object({ Host: z.string().min(1).max(1000), SkipTLSVerify: z.boolean().optional() }),
  }),
});

/** Reads a small file; rejects with a sentence for one that is too long. */
export async function readSmall(file: string): Promise<string> {
  // Without O_NONBLOCK, opening a pipe waits for its writer and holds a thread for good. Windows has no such flag.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error(`${file} is not a file.`);
    const { size } = stat;
    if (size > longestFile) throw new Error(`${file} is longer than 1 MB, so docker did not write it.`);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function readJson<T extends z.ZodType>(file: string, schema: T): Promise<z.output<T>> {
  const text = await readSmall(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON. Repair or remove it.`);
  }
  const { success, data } = schema.safeParse(value);
  if (!success) throw new Error(`${file} is not what docker writes there. Repair or remove it.`);
  return data as z.output<T>;
}

const isMissing = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

/** PEM files `ca`, `cert` and `key` of a folder; undefined when it holds none. Rejects when one cannot be read. */
export async function readTls(folder: string, verify = true): Promise<TlsMaterial | undefined> {
  const read = (name: string) =>
    readSmall(join(folder, `${name}.pem`)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  const [ca, cert, key] = await Promise.all([read("ca"), read("cert"), read("key")]);
  return ca || cert || key ? { ca, cert, key, verify } : undefined;
}

async function readContext(config: string, id: string): Promise<Context> {
  const { Name, Endpoints } = await readJson(join(config, "contexts", "meta", id, "meta.json"), metaFile);
  const { Host, SkipTLSVerify } = Endpoints.docker;
  const tls = await readTls(join(config, "contexts", "tls", id, "docker"), !SkipTLSVerify);
  return { name: Name, host: Host, ...(tls ? { tls } : SkipTLSVerify ? { tls: { verify: false } } : {}) };
}

const message = (error: unknown): string => (error as Error).message;

/**
 * The context that the docker CLI would use (`DOCKER_CONTEXT`, then `currentContext` in config.json), unless that is
 * `default`. Broken files make a context with a `problem`; it never rejects.
 */
export async function currentContext(config: string, environment?: string): Promise<Context | undefined> {
  let name = environment;
  try {
    name ||= (await readJson(join(config, "config.json"), configFile)).currentContext;
  } catch (error) {
    return isMissing(error) ? undefined : { name: "current", host: "", problem: message(error) };
  }
  if (!name || name === "default") return undefined;
  try {
    const context = await readContext(config, createHash("sha256").update(name).digest("hex"));
    return { ...context, name };
  } catch (error) {
    const problem = isMissing(error)
      ? `There is no docker context “${name.slice(0, 100)}”. See docker context ls.`
      : message(error);
    return { name, host: "", problem };
  }
}

/** All contexts on this computer, broken ones left out; it never rejects. */
export async function allContexts(config: string): Promise<Context[]> {
  const ids = await readdir(join(config, "contexts", "meta")).catch(() => []);
  const read = ids
    .filter((id) => /^[0-9a-f]{64}$/.test(id))
    .slice(0, mostContexts)
    .map((id) => readContext(config, id).catch(() => undefined));
  return (await Promise.all(read)).filter((context) => context !== undefined);
}
