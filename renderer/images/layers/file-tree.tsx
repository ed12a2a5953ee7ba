import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { FileChange, LayerFile, LayerFiles } from "@shared/layers.ts";
import { IconChevronRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api.ts";
import { size } from "../../components/format.ts";
import { PlainTable } from "../../components/plain-table.tsx";
import { Loading, Message } from "../../components/state.tsx";
import { modeText } from "../../files/mode.ts";
import { refOf } from "../actions.ts";
import type { ImageRow } from "../rows.ts";
import { ChangeMark, Counts, NoMark } from "./counts.tsx";
import styles from "./layers.module.css";

interface FileTreeProps {
  readonly row: ImageRow;
  readonly layer: number;
  /** Empty for the tree. */
  readonly text: string;
  readonly changes: readonly FileChange[];
  onForgotten(): void;
}

/** Folders that are open, with what is in them; `""` is the root. */
type Open = ReadonlyMap<string, LayerFiles>;
/** A folder with nothing but one folder in it opens with it, this many levels at a time. */
const mostAlone = 12;

/** The files of a layer, a folder at a time, or all that match a text; each instance shows one layer, text and choice. */
export function FileTree({ row, layer, text, changes, onForgotten }: FileTreeProps) {
  const [open, setOpen] = useState<Open>(new Map());
  const [error, setError] = useState<ErrorShape>();
  const left = useRef(false);
  const failed = (thrown: unknown) => {
    const shape = errorShape(thrown);
    if (left.current) return;
    if (shape.code === "NOT_FOUND") onForgotten();
    else setError(shape);
  };
  const ask = { ...refOf(row), layer, changes: [...changes] };

  const unfold = async (folder: string) => {
    let path = folder;
    for (let deep = 0; deep < mostAlone; deep += 1) {
      const files = await api.layers.files({ ...ask, folder: path });
      if (left.current) return;
      const at = path;
      setOpen((before) => new Map(before).set(at, files));
      const [only] = files.files;
      if (files.total !== 1 || only?.kind !== "folder" || !only.within) return;
      path = only.path;
    }
  };
  const fold = (folder: string) =>
    setOpen((before) => new Map([...before].filter(([path]) => path !== folder && !path.startsWith(`${folder}/`))));

  // biome-ignore lint/correctness/useExhaustiveDependencies: every layer, text and choice has an instance of its own
  useEffect(() => {
    left.current = false;
    const first =
      text === ""
        ? unfold("")
        : api.layers.find({ ...ask, text }).then((files) => left.current || setOpen(new Map([["", files]])));
    first.catch(failed);
    return () => {
      left.current = true;
    };
  }, []);

  const root = open.get("");
  if (error) return <Message title="The files cannot be shown">{error.message}</Message>;
  if (!root) return <Loading>Looking…</Loading>;
  if (root.total === 0)
    return (
      <p className={styles.nothing}>
        {text ? `No file of this layer matches “${text}”.` : "This layer changes no file of the chosen kinds."}
      </p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <div className={styles.files} tabIndex={0}>
      <PlainTable label="Files in this layer" head={["Name", "Size", "Mode", "Owner"]}>
        <Rows
          files={root}
          depth={0}
          open={text === "" ? open : new Map()}
          onToggle={(path) => (open.has(path) ? fold(path) : void unfold(path).catch(failed))}
        />
      </PlainTable>
    </div>
  );
}

interface RowsProps {
  readonly files: LayerFiles;
  readonly depth: number;
  readonly open: Open;
  onToggle(path: string): void;
}

function Rows({ files: { files, total }, depth, open, onToggle }: RowsProps) {
  return (
    <>
      {files.map((file) => {
        const inside = open.get(file.path);
        return [
          <FileRow key={file.path} file={file} depth={depth} open={inside !== undefined} onToggle={onToggle} />,
          inside && <Rows key={`${file.path}/`} files={inside} depth={depth + 1} open={open} onToggle={onToggle} />,
        ];
      })}
      {total > files.length && (
        <tr>
          <td colSpan={4} className={styles.faint} style={{ paddingLeft: `${depth + 2}rem` }}>
            and {(total - files.length).toLocaleString("en")} smaller ones: filter to see them
          </td>
        </tr>
      )}
    </>
  );
}

function FileRow({
  file,
  depth,
  open,
  onToggle,
}: Omit<RowsProps, "files" | "open"> & { file: LayerFile; open: boolean }) {
  const { name, path, kind, change, size: bytes, before, mode, uid, gid, target, within } = file;
  return (
    <tr data-change={change} className={styles.file}>
      <td className={styles.path}>
        <span className={styles.name} style={{ paddingLeft: `${depth}rem` }}>
          {within ? (
            <button
              type="button"
              className={styles.fold}
              aria-expanded={open}
              aria-label={`Folder ${name}`}
              onClick={() => onToggle(path)}
            >
              <IconChevronRight size={13} aria-hidden data-open={open} />
            </button>
          ) : (
            <span className={styles.noFold} />
          )}
          {change ? <ChangeMark change={change} /> : <NoMark />}
          <span className={styles.fileName}>
            <bdi>{name}</bdi>
            {kind === "folder" ? "/" : ""}
            {target !== undefined && (
              <span className={styles.faint}>
                {" "}
                → <bdi>{target}</bdi>
              </span>
            )}
          </span>
          {within && <Counts counts={within} />}
        </span>
      </td>
      <td className={styles.number}>{sizes(file, bytes, before)}</td>
      <td className={styles.extra}>{change ? modeText(kind, mode) : ""}</td>
      <td className={styles.extra}>{change ? `${uid}:${gid}` : ""}</td>
    </tr>
  );
}

/** A folder without a change of its own has the sum of what is in it; a changed file both of its sizes. */
function sizes({ kind, change, within }: LayerFile, bytes: number, before: number): string {
  if (kind === "folder") return within ? size(Math.max(within.written, change === "removed" ? within.hidden : 0)) : "";
  if (change === "removed") return size(before);
  return change === "changed" && before !== bytes ? `${size(before)} → ${size(bytes)}` : size(bytes);
}
