import { lstat, readdir, readlink } from "node:fs/promises";
import { join, posix } from "node:path";
import { clean, matcher } from "./ignore.ts";

const wild = /[*?[\\]/;

/**
 * What has to be sent for these paths to be usable: the paths, and whatever they lead to through symbolic links inside
 * `root`. Empty when everything is needed. A translation of FollowLinks in github.com/tonistiigi/fsutil.
 */
export async function followLinks(root: string, paths: readonly string[]): Promise<string[]> {
  const resolved = new Set<string>();

  const targetsOf = async (path: string, wildcards: boolean): Promise<string[] | undefined> => {
    const name = posix.basename(path);
    if (wildcards && wild.test(name)) {
      const folder = posix.dirname(path);
      const names = await readdir(join(root, folder)).catch(() => []);
      const { match } = matcher([name]);
      const found = await Promise.all(
        names.filter((each) => match(each).matched).map((each) => targetsOf(posix.join(folder, each), false)),
      );
      const targets = found.flatMap((each) => each ?? []);
      return targets.length > 0 ? targets : undefined;
    }
    try {
      if (!(await lstat(join(root, path))).isSymbolicLink()) return undefined;
      const link = clean(
        (await readlink(join(root, path))).replaceAll("\\", process.platform === "win32" ? "/" : "\\"),
      );
      return [link.startsWith("/") ? link : posix.join("/", posix.dirname(path), link)];
    } catch {
      return undefined;
    }
  };
  const add = async (wanted: string): Promise<void> => {
    let rest = clean(posix.join("/", wanted)).slice(1);
    let current = ".";
    for (;;) {
      const slash = rest.indexOf("/");
      current = posix.join(current, slash === -1 ? rest : rest.slice(0, slash));
      rest = slash === -1 ? "" : rest.slice(slash + 1);
      const targets = await targetsOf(current, true);
      if ((rest === "" || targets) && resolved.has(current)) return;
      if (targets) {
        resolved.add(current);
        for (const target of targets) await add(posix.join(target, rest));
        return;
      }
      if (rest === "") {
        resolved.add(current);
        return;
      }
    }
  };
  for (const path of paths) await add(path);
  return resolved.has(".") ? [] : [...resolved].sort();
}
