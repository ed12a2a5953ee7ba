import type { ContainerListing, FolderChanges } from "@shared/container-files.ts";
import type { Mount } from "@shared/containers.ts";
import { inert } from "../../components/inert.ts";
import shared from "../../files/files.module.css";
import styles from "./files.module.css";
import { MountSource, mountOf } from "./mounts.tsx";

interface FolderNotesProps {
  readonly path: string;
  readonly mounts: readonly Mount[];
  readonly listing: ContainerListing | undefined;
  readonly changes: { readonly changes?: FolderChanges; readonly failure?: string } | undefined;
  onGo(path: string): void;
}

/** What should be known of a folder: at the root the mounts to start from, elsewhere the one that it lies in. */
export function FolderNotes({ path, mounts, listing, changes, onGo }: FolderNotesProps) {
  const mount = path === "/" ? undefined : mountOf(mounts, path);
  return (
    <>
      {path === "/" && mounts.length > 0 ? (
        <ul className={styles.starts} aria-label="Mounts">
          {mounts.map((each) => (
            <li key={each.destination} className={styles.start}>
              <button type="button" className={styles.path} onClick={() => onGo(each.destination)}>
                {inert(each.destination)}
              </button>
              <MountSource mount={each} brief={each.type === "bind"} />
            </li>
          ))}
        </ul>
      ) : null}
      {mount ? (
        <p className={shared.note}>
          In the <MountSource mount={mount} />, mounted at {inert(mount.destination)}. What changes here is no part of
          the container's own changes.
        </p>
      ) : null}
      {listing?.unseen ? (
        <p className={shared.note}>
          This is in memory: only the container itself sees it, and docker cp does not reach it.
        </p>
      ) : null}
      {changes?.changes && changes.changes.more > 0 ? (
        <p className={shared.note}>So much has changed in this folder that not all of it is marked.</p>
      ) : null}
      {changes?.failure ? <p className={shared.note}>What changed is not known: {changes.failure}</p> : null}
    </>
  );
}

const number = (count: number) => count.toLocaleString("en");

/** How much is in a folder, and what `docker diff` says of the whole container. */
export function FolderFoot({ listing, changes }: Pick<FolderNotesProps, "listing" | "changes">) {
  const { added = 0, changed = 0, removed = 0 } = changes?.changes ?? {};
  const total = listing ? listing.files.length + listing.more : 0;
  return (
    <div className={shared.foot}>
      {listing?.done ? (
        <span role="status">
          {total === 1 ? "1 name" : `${number(total)} names`}
          {listing.more > 0 ? `, ${number(listing.files.length)} of them shown` : ""}
        </span>
      ) : null}
      {changes?.changes ? (
        <span title="What docker diff says of the whole container">
          {added + changed + removed === 0
            ? "No file of the container differs from its image"
            : `In the whole container ${number(added)} added, ${number(changed)} changed, ${number(removed)} removed`}
        </span>
      ) : null}
    </div>
  );
}
