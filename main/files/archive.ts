import { DrydockError } from "@shared/errors.ts";
import type { FileEntry } from "@shared/files.ts";
import { type ExtractEvents, extract, type Header } from "tar-stream";
import type { DockerClient } from "../docker/client.ts";
import { path as enginePath } from "../docker/path.ts";

/** One entry of an archive; its content has to be read or resumed before the next one comes. */
export type Entry = ExtractEvents["entry"][1];

/** A file or folder of a container, by its whole path there. */
export interface Place {
  readonly container: string;
  readonly path: string;
}

/** The engine may have to mount what a container has first, and a driver may have to reach another computer. */
export const archiveDeadline = 120_000;

/** What the engine says of one path without sending it. */
export interface PathStat {
  readonly type: FileEntry["type"];
  readonly size: number;
  /** For a link where it leads in the end, as a whole path; the engine has followed every link for it. */
  readonly target: string;
}

/** Bits of Go's os.FileMode. */
const goTypes = [
  [2 ** 31, "folder"],
  [2 ** 27, "link"],
  [2 ** 26, "device"],
  [2 ** 25, "pipe"],
  [2 ** 24, "socket"],
] as const;

/** What is at this path of a container, or undefined when there is nothing (or no such container). */
export async function statOf(
  client: DockerClient,
  { container, path }: Place,
  signal?: AbortSignal,
): Promise<PathStat | undefined> {
  try {
    const headers = await client.head(enginePath`/containers/${container}/archive`, {
      query: { path },
      deadline: archiveDeadline,
      ...(signal ? { signal } : {}),
    });
    const encoded = String(headers["x-docker-container-path-stat"]);
    const { mode, size, linkTarget } = JSON.parse(Buffer.from(encoded, "base64").toString()) as {
      readonly mode: number;
      readonly size: number;
      readonly linkTarget: string;
    };
    const [, type] = goTypes.find(([bit]) => Math.floor(mode / bit) % 2 === 1) ?? [0, "file" as const];
    return { type, size, target: linkTarget };
  } catch (error) {
    if (error instanceof DrydockError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

/** The engine's archive of one path of a container, an entry at a time; who leaves it destroys the connection. */
export async function* entriesOf(
  client: DockerClient,
  { container, path }: Place,
  signal: AbortSignal,
): AsyncGenerator<Entry, void, undefined> {
  const answer = await client.stream("GET", enginePath`/containers/${container}/archive`, {
    query: { path },
    deadline: archiveDeadline,
    signal,
  });
  const entries = extract();
  answer.on("error", (error) => entries.destroy(error));
  answer.pipe(entries);
  try {
    yield* entries as AsyncIterable<Entry>;
  } finally {
    answer.destroy();
  }
}

/** The names of an entry below the folder that was asked for; docker puts the folder's own name in front. */
export const namesOf = ({ name }: Pick<Header, "name">): string[] =>
  name
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .slice(1);
