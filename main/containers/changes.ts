import type { DiffKind, FolderChanges } from "@shared/container-files.ts";
import type { DockerClient } from "../docker/client.ts";
import { path as enginePath } from "../docker/path.ts";
import type { Place } from "../files/archive.ts";

const kinds: Readonly<Record<number, DiffKind>> = { 0: "changed", 1: "added", 2: "removed" };
/** Names of one folder; a listing holds fewer, but which ones is up to the container. */
const mostNames = 50_000;
/** A path has at most 4096 bytes, six characters each in JSON. */
const longest = 64 * 1024;

interface Change {
  readonly Path: string;
  readonly Kind: number;
}

/**
 * Reads `docker diff` and keeps what it says of one folder's names: a container may have changed a million files, so the
 * answer is read an object at a time.
 */
export async function* folderChanges(
  client: DockerClient,
  { container, path }: Place,
  signal: AbortSignal,
): AsyncGenerator<FolderChanges, void, undefined> {
  const names: FolderChanges["names"][number][] = [];
  const counts = { added: 0, changed: 0, removed: 0 };
  const folder = path === "/" ? "/" : `${path}/`;
  let more = 0;
  const take = (json: string) => {
    const { Path, Kind } = JSON.parse(json) as Change;
    const kind = kinds[Kind];
    if (typeof Path !== "string" || !kind) return;
    counts[kind] += 1;
    if (!Path.startsWith(folder) || Path.length === folder.length || Path.includes("/", folder.length)) return;
    if (names.length < mostNames) names.push({ name: Path.slice(folder.length), kind });
    else more += 1;
  };
  const answer = await client.stream("GET", enginePath`/containers/${container}/changes`, {
    deadline: 120_000,
    signal,
  });
  const decoder = new TextDecoder();
  let held = "";
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    held += decoder.decode(chunk, { stream: true });
    let from = 0;
    // In a string a quote has a backslash before it, so this can only stand between two objects.
    for (let end = held.indexOf('},{"'); end >= 0; end = held.indexOf('},{"', from)) {
      take(held.slice(from, end + 1).replace(/^\s*\[/, ""));
      from = end + 2;
    }
    held = held.slice(from);
    if (held.length > longest) break;
  }
  const last = held.trim().replace(/^\[|\]$/g, "");
  if (last.startsWith("{")) take(last);
  yield { names, more, ...counts };
}
