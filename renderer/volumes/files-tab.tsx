import { Button } from "@mantine/core";
import { IconFileUpload, IconFolderUp, IconRefresh } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { api } from "../api.ts";
import { confirmDestructive } from "../components/confirm.tsx";
import { inert } from "../components/inert.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { Loading, Message } from "../components/state.tsx";
import { CopyProgress } from "../files/copy-progress.tsx";
import { FileTable } from "../files/file-table.tsx";
import styles from "../files/files.module.css";
import { PathBar } from "../files/path-bar.tsx";
import { ReadingNote } from "../files/reading-note.tsx";
import type { FileRow } from "../files/rows.ts";
import { useCopying } from "../files/use-copying.ts";
import { useFolder } from "../files/use-folder.ts";

interface FilesTabProps {
  readonly engine: string;
  readonly name: string;
  readonly live: boolean;
}

/** The tab `Files`: folders of a volume, also of one that nothing uses; files come out and go in. */
export function FilesTab({ engine, name, live }: FilesTabProps) {
  const [path, setPath] = useState("");
  const [from, setFrom] = useState<string>();
  const copying = useCopying();
  const { listing, failure, stopped, stop, again } = useFolder({
    key: `${engine} ${name} ${path}`,
    live,
    open: () => api.volumes.files({ engine, name, path }),
  });
  const rows = useMemo(() => (listing?.files ?? []).map((file): FileRow => ({ name: file.name, file })), [listing]);
  const parts = path === "" ? [] : path.split("/");
  const inFolder = (file: string) => (path ? `${path}/${file}` : file);
  const go = (depth: number) => {
    setFrom(parts[depth]);
    setPath(parts.slice(0, depth).join("/"));
  };
  const download = async (file: string) => {
    const to = await api.app.choose({ kind: "folder", title: `Copy ${file} to` });
    if (!to) return;
    const last = await copying.start(api.volumes.download({ engine, name, path: inFolder(file), to }));
    if (last) notifyDone(`Copied ${file} to ${to}.`);
  };
  const upload = async (kind: "file" | "folder") => {
    const source = await api.app.choose({ kind, title: `Copy a ${kind} into ${name}` });
    if (!source) return;
    const own = source.split(/[/\\]/).at(-1) ?? source;
    const replace = rows.some((row) => row.name === own);
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
    const last = await copying.start(api.volumes.upload({ engine, name, path, from: source, replace }));
    if (last) notifyDone(`Copied ${own} into ${name}.`);
    again();
  };
  const ready = live && !copying.busy;
  return (
    <div className={styles.tab}>
      <div className={styles.toolbar}>
        <PathBar root={name} parts={parts} onGo={go} />
        <div className={styles.tools}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconFileUpload size={14} aria-hidden />}
            disabled={!ready}
            onClick={() => void upload("file").catch(notifyError)}
          >
            Upload file
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconFolderUp size={14} aria-hidden />}
            disabled={!ready}
            onClick={() => void upload("folder").catch(notifyError)}
          >
            Upload folder
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            disabled={!live}
            onClick={again}
          >
            Refresh
          </Button>
        </div>
      </div>
      <div className={styles.notes}>
        <CopyProgress busy={copying.busy} progress={copying.progress} failure={copying.failure} />
        {copying.busy ? (
          <Button size="compact-sm" variant="default" onClick={copying.cancel} style={{ alignSelf: "flex-start" }}>
            Cancel
          </Button>
        ) : null}
        {listing && !listing.done ? <ReadingNote listing={listing} stopped={stopped} onStop={stop} /> : null}
        {listing && listing.more > 0 ? <p className={styles.note}>{listing.more} more are not shown.</p> : null}
      </div>
      <FileTable
        folder={path}
        rows={rows}
        start={from}
        ready={ready}
        opens={({ file }) => file?.type === "folder"}
        onOpen={({ name: next }) => {
          setFrom(undefined);
          setPath(inFolder(next));
        }}
        onUp={() => parts.length > 0 && go(parts.length - 1)}
        onDownload={({ name: file }) => void download(file).catch(notifyError)}
      >
        {failure ? (
          <Message
            title="This folder cannot be read"
            actions={
              <Button
                onClick={() => {
                  setPath("");
                  again();
                }}
              >
                Start over
              </Button>
            }
          >
            {inert(failure.message)}
          </Message>
        ) : listing?.done ? (
          <p className={styles.empty}>This folder is empty.</p>
        ) : stopped || !live ? null : (
          <Loading>Reading the folder…</Loading>
        )}
      </FileTable>
    </div>
  );
}
