import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Dropped } from "@shared/app.ts";
import { isComposeFile } from "./options.ts";

/** Names under which Compose finds its file in a folder, first come, first served (compose-spec, "Compose file"). */
const composeNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** What a path is good for, looked at and not opened; nothing in it runs. */
export function whatIs(path: string): Dropped {
  const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!folder)
    return { path, kind: isComposeFile(path) ? "compose" : /\.tar(\.\w+)?$|\.tgz$/i.test(path) ? "archive" : "other" };
  const compose = composeNames.find((name) => existsSync(join(path, name)));
  if (compose) return { path: join(path, compose), kind: "compose" };
  return { path, kind: existsSync(join(path, "Dockerfile")) ? "build" : "other" };
}

/** Files that come to the window from outside: dropped on it, opened with Drydock, or named on the command line. */
export function createDrops() {
  const listeners = new Set<(dropped: Dropped) => void>();
  let waiting: Dropped[] = [];
  const drop = (path: string): void => {
    const dropped = whatIs(path);
    if (listeners.size === 0) waiting = [...waiting, dropped].slice(-10);
    for (const listener of listeners) listener(dropped);
  };
  return {
    drop,
    /** For the page: what came before it listened, then what comes. */
    stream(): ReadableStream<Dropped> {
      let stop = () => {};
      return new ReadableStream<Dropped>({
        start(controller) {
          const listener = (dropped: Dropped) => controller.enqueue(dropped);
          for (const each of waiting) listener(each);
          waiting = [];
          listeners.add(listener);
          stop = () => listeners.delete(listener);
        },
        cancel: () => stop(),
      });
    },
  };
}
export type Drops = ReturnType<typeof createDrops>;
