import { cleanPath } from "@shared/container-files.ts";
import type { Mount } from "@shared/containers.ts";
import { Link } from "@tanstack/react-router";
import { inert } from "../../components/inert.ts";
import styles from "./files.module.css";

const below = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** The mount whose files a folder holds, the innermost where one lies in another. */
export const mountOf = (mounts: readonly Mount[], path: string): Mount | undefined =>
  [...mounts]
    .sort((a, b) => b.destination.length - a.destination.length)
    .find(({ destination }) => below(path, cleanPath(destination)));

/** The mount that begins at exactly this path. */
export const mountAt = (mounts: readonly Mount[], path: string): Mount | undefined =>
  mounts.find(({ destination }) => cleanPath(destination) === path);

/** What is mounted: a volume's name leads to its page, an anonymous one's is cut. */
export function MountSource({ mount: { type, source, writable }, brief = false }: { mount: Mount; brief?: boolean }) {
  const access = writable ? "" : ", read-only";
  if (type === "volume" && source)
    return (
      <span className={styles.mount}>
        volume{" "}
        <Link
          to="/volumes/{-$name}/{-$tab}"
          params={{ name: source, tab: undefined }}
          className={styles.link}
          title={source}
          tabIndex={brief ? -1 : undefined}
        >
          {/^[0-9a-f]{64}$/.test(source) ? `${source.slice(0, 12)}…` : source}
        </Link>
        {access}
      </span>
    );
  return (
    <span className={styles.mount} title={inert(source)}>
      {type === "bind" ? "bind mount" : type}
      {source && !brief ? ` of ${inert(source)}` : ""}
      {access}
    </span>
  );
}
