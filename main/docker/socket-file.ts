import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** The socket's file, or undefined for other kinds of hosts. */
export const socketPath = (host: string): string | undefined =>
  host.startsWith("unix://") ? host.slice("unix://".length) : undefined;

const identityOf = (file: string): string => {
  try {
    const { ino, birthtimeMs } = statSync(file);
    return `${ino} ${birthtimeMs}`;
  } catch {
    return "";
  }
};

/**
 * Calls `onNew` when another file stands at the socket's place: an engine was started there. Only a hint: where a folder
 * cannot be watched, the next try finds out. Answers with how to stop.
 */
export function watchSocket(host: string, onNew: () => void): () => void {
  const file = socketPath(host);
  if (!file) return () => undefined;
  let last = identityOf(file);
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
      if (name !== null && name !== basename(file)) return;
      const now = identityOf(file);
      const isNew = now !== "" && now !== last;
      last = now;
      if (isNew) onNew();
    });
    watcher.on("error", () => watcher?.close());
  } catch {
    // The folder is not there or may not be read.
  }
  return () => watcher?.close();
}
