import { Button } from "@mantine/core";
import type { VolumeFile, VolumeListing } from "@shared/volumes.ts";
import { IconDownload, IconFileUpload, IconFolderUp, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { api, useStream } from "../api.ts";
import { confirmDestructive } from "../components/confirm.tsx";
import { dateTime, size } from "../components/format.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { PlainTable } from "../components/plain-table.tsx";
import { Loading, Message } from "../components/state.tsx";
import { CopyProgress } from "../files/copy-progress.tsx";
import { useCopying } from "../files/use-copying.ts";
import styles from "./volumes.module.css";

interface FilesTabProps {
  readonly engine: string;
  readonly name: string;
  readonly live: boolean;
}

const kinds: Record<VolumeFile["type"], string> = {
  file: "",
  folder: "/",
  link: "",
  other: " (device, pipe or socket)",
};
const order = (a: VolumeFile, b: VolumeFile) =>
  Number(b.type === "folder") - Number(a.type === "folder") || a.name.localeCompare(b.name);

/** The tab `Files`: folders of a volume, also of one that nothing uses; files come out and go in. */
export function FilesTab({ engine, name, live }: FilesTabProps) {
  const [path, setPath] = useState("");
  const [round, setRound] = useState(0);
  const [stopped, setStopped] = useState(false);
  const [listing, setListing] = useState<VolumeListing>();
  const [failure, setFailure] = useState("");
  const copying = useCopying();
  useStream(stopped ? null : `${engine} ${name} ${path} ${round}`, () => api.volumes.files({ engine, name, path }), {
    onBatch: setListing,
    onEnd: (error) => setFailure(error ? (error as Error).message : ""),
  });
  const look = (next: string) => {
    setListing(undefined);
    setFailure("");
    setStopped(false);
    setPath(next);
    setRound((before) => before + 1);
  };
  const parts = path === "" ? [] : path.split("/");
  const inFolder = (file: string) => (path ? `${path}/${file}` : file);
  const download = async (file: VolumeFile) => {
    const to = await api.app.choose({ kind: "folder", title: `Copy ${file.name} to` });
    if (!to) return;
    const last = await copying.start(api.volumes.download({ engine, name, path: inFolder(file.name), to }));
    if (last) notifyDone(`Copied ${file.name} to ${to}.`);
  };
  const upload = async (kind: "file" | "folder") => {
    const from = await api.app.choose({ kind, title: `Copy a ${kind} into ${name}` });
    if (!from) return;
    const own = from.split(/[/\\]/).at(-1) ?? from;
    const replace = (listing?.files ?? []).some((file) => file.name === own);
    const input = { engine, name, path, from, replace };
    if (
      replace &&
      !(await confirmDestructive({
        title: `Replace ${own}?`,
        body: `${own} is in this folder already. Its content is replaced; files that are only in the volume stay.`,
        command: [],
        confirmLabel: "Replace",
      }))
    )
      return;
    const last = await copying.start(api.volumes.upload(input));
    if (last) notifyDone(`Copied ${own} into ${name}.`);
    look(path);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <div className={styles.tab} tabIndex={0}>
      <div className={styles.toolbar}>
        <ol className={styles.crumbs} aria-label="Folder">
          {[name, ...parts].map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a path may have the same name twice
            <li key={at}>
              <button type="button" className={styles.crumb} onClick={() => look(parts.slice(0, at).join("/"))}>
                {part}
              </button>
              {at < parts.length ? " / " : ""}
            </li>
          ))}
        </ol>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFileUpload size={14} aria-hidden />}
          disabled={!live || copying.busy}
          onClick={() => void upload("file").catch(notifyError)}
        >
          Upload file
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFolderUp size={14} aria-hidden />}
          disabled={!live || copying.busy}
          onClick={() => void upload("folder").catch(notifyError)}
        >
          Upload folder
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          disabled={!live}
          onClick={() => look(path)}
        >
          Refresh
        </Button>
      </div>
      <div className={styles.body}>
        <CopyProgress busy={copying.busy} progress={copying.progress} failure={copying.failure} />
        {copying.busy ? (
          <Button size="compact-sm" variant="default" onClick={copying.cancel} style={{ alignSelf: "flex-start" }}>
            Cancel
          </Button>
        ) : null}
        {failure ? (
          <Message title="This folder cannot be read" actions={<Button onClick={() => look("")}>Start over</Button>}>
            {failure}
          </Message>
        ) : null}
        {!failure && listing && !listing.done ? (
          <p role="status" className={styles.note}>
            {stopped ? "Stopped: this is not all." : "The engine sends the folder with everything in it."}{" "}
            {size(listing.read)} read.{" "}
            {stopped ? null : (
              <button type="button" className={styles.crumb} onClick={() => setStopped(true)}>
                Stop reading
              </button>
            )}
          </p>
        ) : null}
        {!failure && !listing ? <Loading>Reading the folder…</Loading> : null}
        {listing?.done && listing.files.length === 0 && !failure ? <p>This folder is empty.</p> : null}
        {listing && listing.files.length > 0 ? (
          <PlainTable label="Files" head={["Name", "Size", "Mode", "Owner", "Changed", "Copy"]}>
            {[...listing.files].sort(order).map((file) => (
              <tr key={file.name}>
                <th scope="row">
                  {file.type === "folder" ? (
                    <button type="button" className={styles.name} onClick={() => look(inFolder(file.name))}>
                      {file.name}/
                    </button>
                  ) : (
                    <span>
                      {file.name}
                      {kinds[file.type]}
                      {file.target ? ` → ${file.target}` : ""}
                    </span>
                  )}
                </th>
                <td className={styles.number}>{size(file.size)}</td>
                <td className={styles.number}>{file.mode.toString(8).padStart(4, "0")}</td>
                <td className={styles.number}>
                  {file.uid}:{file.gid}
                </td>
                <td className={styles.number}>{dateTime(file.modified)}</td>
                <td>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={`Download ${file.name}`}
                    leftSection={<IconDownload size={13} aria-hidden />}
                    disabled={!live || copying.busy || file.type === "link" || file.type === "other"}
                    onClick={() => void download(file).catch(notifyError)}
                  >
                    Download
                  </Button>
                </td>
              </tr>
            ))}
          </PlainTable>
        ) : null}
        {listing && listing.more > 0 ? <p className={styles.note}>{listing.more} more are not shown.</p> : null}
      </div>
    </div>
  );
}
