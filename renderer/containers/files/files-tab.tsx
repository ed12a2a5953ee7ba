import { Button, Checkbox } from "@mantine/core";
import { type ContainerListing, cleanPath } from "@shared/container-files.ts";
import { errorShape } from "@shared/errors.ts";
import { IconFolder, IconRefresh, IconUpload } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { api } from "../../api.ts";
import { inert } from "../../components/inert.ts";
import { Loading, Message } from "../../components/state.tsx";
import { FileTable } from "../../files/file-table.tsx";
import shared from "../../files/files.module.css";
import { PathBar } from "../../files/path-bar.tsx";
import { ReadingNote } from "../../files/reading-note.tsx";
import type { FileRow } from "../../files/rows.ts";
import { useFolder } from "../../files/use-folder.ts";
import { useEngine } from "../../inventory.ts";
import type { ContainerTab } from "../tab.ts";
import { DownloadDialog } from "./download-dialog.tsx";
import { FileView } from "./file-view.tsx";
import styles from "./files.module.css";
import { FolderFoot, FolderNotes } from "./folder-notes.tsx";
import { MountSource, mountAt } from "./mounts.tsx";
import { rowsOf } from "./rows.ts";
import { UploadDialog } from "./upload-dialog.tsx";
import { useChanges } from "./use-changes.ts";
import { useDrop } from "./use-drop.ts";

/** Where one was in each container, for as long as the window is open. */
const lastFolders = new Map<string, string>();
const opens = ({ file }: FileRow) => file?.type === "folder" || file?.type === "file" || file?.type === "link";

/** The tab `Files`: the file system of a container, running or not. */
export function FilesTab({ container, removed }: ContainerTab) {
  const { engine, id, name, state, mounts } = container;
  const ref = { engine, id, name };
  const live = useEngine()?.state === "live" && !removed;
  const [path, setPath] = useState(() => lastFolders.get(id) ?? "/");
  const [start, setStart] = useState<string>();
  const [viewed, setViewed] = useState<string>();
  const [copied, setCopied] = useState<{ out: string } | { in: readonly string[] }>();
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [round, setRound] = useState(0);
  const [problem, setProblem] = useState("");
  const runs = state === "running";
  const folder = useFolder<ContainerListing>({
    key: `${engine} ${id} ${state} ${path}`,
    live,
    open: () => api.containerFiles.list({ ...ref, path }),
    still: !runs,
  });
  const { listing, failure } = folder;
  const diff = useChanges(ref, path, live, round);
  const rows = useMemo(() => rowsOf(listing, diff?.changes, onlyChanged), [listing, diff?.changes, onlyChanged]);
  const parts = path.split("/").filter(Boolean);
  const inFolder = (file: string) => (path === "/" ? `/${file}` : `${path}/${file}`);

  const go = (next: string, from?: string) => {
    lastFolders.set(id, next);
    setStart(from);
    setViewed(undefined);
    setProblem("");
    setPath(next);
  };
  const up = (depth: number) => go(`/${parts.slice(0, depth).join("/")}`, parts[depth]);
  /** Goes where links lead, into a folder or a file. */
  const follow = (to: string) =>
    api.containerFiles.resolve({ ...ref, path: to }).then(
      (found) => {
        if (found.type === "folder") return go(found.path);
        const slash = found.path.lastIndexOf("/");
        go(found.path.slice(0, slash) || "/", found.path.slice(slash + 1));
        if (found.type === "file") setViewed(found.path);
      },
      (error: unknown) => setProblem(errorShape(error).message),
    );
  const open = (row: FileRow) => {
    const next = inFolder(row.name);
    if (row.file?.type === "folder") go(next);
    else if (row.file?.type === "link") void follow(next);
    else {
      setStart(row.name);
      setViewed(next);
    }
  };
  const again = () => {
    folder.again();
    setRound((before) => before + 1);
  };
  const drop = useDrop(live && !listing?.unseen && !copied, (paths) => setCopied({ in: paths }));

  if (removed)
    return (
      <Message icon={IconFolder} title="No files to show">
        The container was removed, and its files with it.
      </Message>
    );
  const ready = live && listing?.unseen !== true;
  return (
    <section className={shared.tab} aria-label="Files" {...drop.handlers}>
      {drop.over ? <div className={styles.drop}>Drop to upload to {inert(path)}</div> : null}
      {viewed ? (
        <FileView
          key={viewed}
          container={ref}
          path={viewed}
          live={ready}
          onClose={() => setViewed(undefined)}
          onDownload={() => setCopied({ out: viewed })}
        />
      ) : (
        <>
          <div className={shared.toolbar}>
            <PathBar
              root="/"
              parts={parts}
              onGo={up}
              onType={(typed) => void follow(cleanPath(typed.startsWith("/") ? typed : inFolder(typed)))}
            />
            <div className={shared.tools}>
              <Checkbox
                label="Only changed"
                checked={onlyChanged}
                onChange={({ currentTarget }) => setOnlyChanged(currentTarget.checked)}
              />
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconUpload size={14} aria-hidden />}
                disabled={!ready}
                onClick={() => setCopied({ in: [] })}
              >
                Upload
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
          <div className={shared.notes}>
            {problem ? (
              <p role="alert" className={styles.problem}>
                {inert(problem)}
              </p>
            ) : null}
            <FolderNotes path={path} mounts={mounts} listing={listing} changes={diff} onGo={(to) => void follow(to)} />
            {listing && !listing.done ? (
              <ReadingNote listing={listing} stopped={folder.stopped} onStop={folder.stop} />
            ) : null}
          </div>
          <FileTable
            folder={path}
            rows={rows}
            start={start}
            marks
            ready={ready}
            opens={opens}
            badge={(row) => {
              const at = mountAt(mounts, inFolder(row.name));
              return at ? <MountSource mount={at} brief /> : null;
            }}
            onOpen={open}
            onUp={() => parts.length > 0 && up(parts.length - 1)}
            onDownload={(row) => setCopied({ out: inFolder(row.name) })}
          >
            {failure ? (
              <Message
                title="This folder cannot be read"
                actions={
                  <>
                    <Button variant="default" onClick={again}>
                      Try again
                    </Button>
                    {path === "/" ? null : <Button onClick={() => go("/")}>Go to /</Button>}
                  </>
                }
              >
                {inert(failure.message)}
              </Message>
            ) : listing && onlyChanged && !diff ? (
              <Loading>Asking what changed…</Loading>
            ) : listing?.done ? (
              <p className={shared.empty}>
                {onlyChanged && listing.files.length > 0
                  ? "Nothing in this folder differs from the image."
                  : "This folder is empty."}
              </p>
            ) : folder.stopped ? null : !live ? (
              <p className={shared.empty}>The folder is read when the engine is back.</p>
            ) : (
              <Loading>Reading the folder…</Loading>
            )}
          </FileTable>
          <FolderFoot listing={listing} changes={diff} />
        </>
      )}
      {copied && "out" in copied ? (
        <DownloadDialog container={ref} path={copied.out} onClose={() => setCopied(undefined)} />
      ) : null}
      {copied && "in" in copied ? (
        <UploadDialog
          container={ref}
          path={path}
          sources={copied.in}
          onCopied={again}
          onClose={() => setCopied(undefined)}
        />
      ) : null}
    </section>
  );
}
