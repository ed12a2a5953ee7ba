import { randomUUID } from "node:crypto";
import { type FileEntry, type FileListing, mostFiles } from "@shared/files.ts";
import type { DockerClient } from "../docker/client.ts";
import { runIn } from "../docker/exec.ts";
import type { Place } from "../files/archive.ts";
import { statFormat, statReader } from "./stat-lines.ts";

/** Milliseconds without a word after which the programs hang, for example on a disk of the network. */
const patience = 10_000;
const every = 200;
const longestComplaint = 4000;
/** What the `find` of BusyBox and of GNU say when there is no `stat`; a path in their words would start with a slash. */
const withoutStat = /^find: (?:can't execute )?'?stat'?: /m;

/** `absent`: the container has no such programs. `refused`: its user may not look there. */
export type Inside = "listed" | "absent" | "refused" | "failed";

/**
 * Lists a folder of a running container with its own `find` and `stat`: names only, whatever lies below, and what is in
 * memory too. They are run without a shell, as the container's own user, so that a program that somebody put in their
 * place can do nothing that it could not do already. The path stands alone in its argument and starts with `/`. Rejects
 * with CONFLICT where the container does not run.
 */
export async function listInside(
  client: DockerClient,
  { container, path }: Place,
  report: (listing: FileListing) => void,
  signal: AbortSignal,
): Promise<Inside> {
  const mark = randomUUID();
  const files: FileEntry[] = [];
  let more = 0;
  let told = Date.now();
  let complaint = "";
  let readable = true;
  const listing = (done: boolean): FileListing => ({ files: [...files], more, read: 0, done });
  const reader = statReader(mark, (file) => {
    if (files.length < mostFiles) files.push(file);
    else more += 1;
  });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener("abort", stop, { once: true });
  const hanging = setTimeout(stop, patience);
  try {
    const code = await runIn(
      client,
      container,
      {
        // The slash at the end goes through a link that took the folder's place; `find` gives whole paths to `stat`.
        command: [
          ...["find", path === "/" ? "/" : `${path}/`, "-mindepth", "1", "-maxdepth", "1"],
          ...["-exec", "stat", "-c", statFormat(mark), "{}", "+"],
        ],
        env: ["LC_ALL=C", "QUOTING_STYLE=literal"],
      },
      ({ stderr, bytes }) => {
        hanging.refresh();
        if (stderr) {
          if (complaint.length < longestComplaint) complaint += Buffer.from(bytes).toString();
          return true;
        }
        readable = reader.push(bytes);
        if (Date.now() - told > every + files.length / 20) {
          told = Date.now();
          report(listing(false));
        }
        return readable;
      },
      stopping.signal,
    );
    if (code === 126 || code === 127) return "absent";
    // A name that went away meanwhile makes a code too; the rest is good.
    const whole = readable && reader.end() && (complaint === "" || files.length > 0);
    if (!whole)
      return /Permission denied/.test(complaint) ? "refused" : withoutStat.test(complaint) ? "absent" : "failed";
    report(listing(true));
    return "listed";
  } catch (error) {
    if (stopping.signal.aborted && !signal.aborted) return "failed";
    throw error;
  } finally {
    clearTimeout(hanging);
    signal.removeEventListener("abort", stop);
  }
}
