import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ComposeVersion } from "@shared/compose-files.ts";
import { DrydockError } from "@shared/errors.ts";

/** Texts kept of one file; the oldest go. */
const most = 50;
const named = /^(\d+)-[0-9a-f]{8}$/;

const short = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

/** What saves have replaced, in `compose-versions` of the data folder; readable by its user only, as files may hold secrets. */
export function openVersions(dataDir: string) {
  const folderOf = (file: string) =>
    join(dataDir, "compose-versions", createHash("sha256").update(file).digest("hex").slice(0, 24));

  const list = async (file: string): Promise<ComposeVersion[]> => {
    const folder = folderOf(file);
    const names = (await readdir(folder).catch(() => [])).filter((name) => named.test(name));
    const found = await Promise.all(
      names.map(async (id) => ({
        id,
        replaced: Number(named.exec(id)![1]),
        size: (await stat(join(folder, id))).size,
      })),
    );
    return found.sort((a, b) => b.replaced - a.replaced);
  };
  return {
    list,
    /** Keeps a text, unless the newest one kept is the same. */
    async keep(file: string, bytes: Buffer): Promise<void> {
      const folder = folderOf(file);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const before = await list(file);
      if (before[0]?.id.endsWith(`-${short(bytes)}`)) return;
      // Two saves within one millisecond stay in their order.
      const id = `${Math.max(Date.now(), (before[0]?.replaced ?? 0) + 1)}-${short(bytes)}`;
      await writeFile(join(folder, `${id}.new`), bytes, { mode: 0o600 });
      await rename(join(folder, `${id}.new`), join(folder, id));
      for (const { id: old } of before.slice(most - 1)) await rm(join(folder, old), { force: true });
    },
    /** The text of a version, with `\n` at the end of each line; NOT_FOUND when it is gone. */
    async text(file: string, id: string): Promise<string> {
      if (!named.test(id)) throw new DrydockError("INVALID", `${id} is no version.`);
      const text = await readFile(join(folderOf(file), id), "utf8").catch(() => {
        throw new DrydockError("NOT_FOUND", "This version is not kept any more.");
      });
      return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
    },
  };
}
export type Versions = ReturnType<typeof openVersions>;
