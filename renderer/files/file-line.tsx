import { ActionIcon } from "@mantine/core";
import type { FileType } from "@shared/files.ts";
import {
  type Icon,
  IconDownload,
  IconFile,
  IconFileX,
  IconFolderFilled,
  IconLink,
  IconPlugConnected,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { dateTime, size } from "../components/format.ts";
import { inert } from "../components/inert.ts";
import { ChangeMark, NoMark } from "../images/layers/counts.tsx";
import styles from "./file-table.module.css";
import { modeText } from "./mode.ts";
import { type FileRow, unnameable } from "./rows.ts";

/** What lines ask of who shows them. */
export interface FileLineEvents {
  onOpen(row: FileRow): void;
  onDownload(row: FileRow): void;
}

interface FileLineProps extends FileLineEvents {
  readonly row: FileRow;
  readonly index: number;
  readonly top: number;
  readonly active: boolean;
  readonly marks: boolean;
  readonly ready: boolean;
  readonly opens: boolean;
  readonly badge: ReactNode;
  onFocus(): void;
}

const icons: Record<FileType, Icon> = {
  file: IconFile,
  folder: IconFolderFilled,
  link: IconLink,
  device: IconPlugConnected,
  pipe: IconPlugConnected,
  socket: IconPlugConnected,
};
const special: Partial<Record<FileType, string>> = { device: "device", pipe: "pipe", socket: "socket" };
/** What has no content of its own that could be copied. */
const copyable = (type: FileType | undefined) => type === "file" || type === "folder";

/** One name of a folder. A name is a stranger's text: it is shown so that it cannot act, and used as it is. */
export function FileLine({ row, index, top, active, marks, ready, opens, badge, ...events }: FileLineProps) {
  const { name, file, change } = row;
  const shown = inert(name);
  const Picture = file ? icons[file.type] : IconFileX;
  const tabIndex = active ? 0 : -1;
  const reachable = !unnameable(row);
  const words = reachable ? file && special[file.type] : "its name is no UTF-8";
  const target = file?.target === undefined ? "" : ` → ${inert(file.target)}`;
  const label = `${shown}${file?.type === "folder" ? "/" : ""}`;
  return (
    <tr
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={tabIndex}
      aria-rowindex={index + 2}
      data-index={index}
      data-change={change}
      onFocus={({ target: focused, currentTarget }) => {
        if (focused === currentTarget && !active) events.onFocus();
      }}
      onDoubleClick={() => opens && events.onOpen(row)}
    >
      <th scope="row" data-column="name" className={styles.cell}>
        {marks ? change ? <ChangeMark change={change} /> : <NoMark /> : null}
        <Picture size={15} className={styles.icon} data-type={file?.type ?? "removed"} aria-hidden />
        <span className={styles.name} title={`${label}${target}`}>
          {opens ? (
            <button type="button" tabIndex={-1} className={styles.open} onClick={() => events.onOpen(row)}>
              <bdi>{label}</bdi>
            </button>
          ) : (
            <bdi className={file ? undefined : styles.removed}>{label}</bdi>
          )}
          {target ? <span className={styles.faint}>{target}</span> : null}
          {words ? <span className={styles.faint}> ({words})</span> : null}
        </span>
        {badge}
      </th>
      <td data-column="size" className={styles.cell}>
        {file?.size === undefined || file.type === "link" ? "" : size(file.size)}
      </td>
      <td data-column="mode" className={styles.cell} title={file ? file.mode.toString(8).padStart(4, "0") : undefined}>
        {file ? modeText(file.type, file.mode) : ""}
      </td>
      <td data-column="owner" className={styles.cell}>
        {file ? `${file.uid}:${file.gid}` : ""}
      </td>
      <td data-column="modified" className={styles.cell}>
        {file ? dateTime(file.modified) : change === "removed" ? "removed" : ""}
      </td>
      <td data-column="copy" className={styles.cell}>
        {reachable && copyable(file?.type) ? (
          <ActionIcon
            size={24}
            tabIndex={tabIndex}
            aria-label={`Download ${shown}`}
            title="Download"
            disabled={!ready}
            onClick={() => events.onDownload(row)}
          >
            <IconDownload size={14} aria-hidden />
          </ActionIcon>
        ) : null}
      </td>
    </tr>
  );
}
