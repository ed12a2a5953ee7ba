import type { PlanRow, RowProgress } from "@shared/plans.ts";
import { type Icon, IconBox, IconDatabase, IconHammer, IconPhoto, IconShare } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ago, dateTime, size } from "../components/format.ts";
import { StateText, type Tone } from "../components/state-text.tsx";
import styles from "./plans.module.css";
import { kindWords } from "./ticks.ts";

/** A row with all that its cells speak of. */
interface About {
  readonly row: PlanRow;
  /** Why it cannot be ticked. */
  readonly held: string | undefined;
  readonly state: RowProgress | undefined;
}
interface PlanColumn {
  readonly id: string;
  readonly label: string;
  /** A CSS grid track. */
  readonly width: string;
  readonly align?: "end";
  /** Hidden while the table is narrower than this many pixels. */
  readonly from?: number;
  /** Hidden where no row has anything to say in it. */
  readonly when?: (rows: readonly PlanRow[]) => boolean;
  cell(about: About): ReactNode;
  title(about: About): string;
}

const states: Readonly<Record<RowProgress["state"], { word: string; tone: Tone }>> = {
  waiting: { word: "Waiting", tone: "exited" },
  removing: { word: "Removing…", tone: "accent" },
  removed: { word: "Removed", tone: "running" },
  skipped: { word: "Left", tone: "paused" },
  failed: { word: "Failed", tone: "unhealthy" },
};

/** Bytes of a row in words: exact, or from least to most. */
export function sizeText(bytes: PlanRow["size"]): string {
  if (!bytes) return "not known";
  if (bytes.least === bytes.most) return size(bytes.most);
  return bytes.least === 0 ? `up to ${size(bytes.most)}` : `${size(bytes.least)} to ${size(bytes.most)}`;
}

const idOf = ({ kind, id }: PlanRow) => (kind === "volume" ? "" : id.replace("sha256:", "").slice(0, 12));
const whyOf = ({ row, held, state }: About) =>
  state ? [states[state.state].word, state.why].filter(Boolean).join(": ") : (held ?? row.why);

const icons: Readonly<Record<PlanRow["kind"], Icon>> = {
  container: IconBox,
  tag: IconPhoto,
  image: IconPhoto,
  network: IconShare,
  volume: IconDatabase,
  "build-cache": IconHammer,
};

const columns: readonly PlanColumn[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(8rem, 2fr)",
    cell: ({ row }) => {
      const Picture = icons[row.kind];
      return (
        <>
          <Picture size={15} className={styles.kindIcon} aria-hidden />
          {row.name}
        </>
      );
    },
    title: ({ row }) => (row.kind === "volume" ? row.name : `${row.name}\n${row.id}`),
  },
  {
    id: "kind",
    label: "Kind",
    width: "8rem",
    from: 600,
    cell: ({ row }) =>
      row.kind === "volume" ? (
        <span className={row.data ? styles.loud : undefined}>{row.data ? "Named volume" : "Unnamed volume"}</span>
      ) : (
        kindWords[row.kind].one
      ),
    title: ({ row }) => kindWords[row.kind].one,
  },
  {
    id: "id",
    label: "ID",
    width: "7.5rem",
    from: 860,
    cell: ({ row }) => <span className={styles.mono}>{idOf(row)}</span>,
    title: ({ row }) => row.id,
  },
  {
    id: "size",
    label: "Size",
    width: "7.5rem",
    align: "end",
    // Nobody asked for sizes where none is known.
    when: (rows) => rows.some(({ kind, size: bytes }) => bytes && kind !== "network"),
    cell: ({ row }) => sizeText(row.size),
    title: ({ row }) =>
      row.size && row.size.least !== row.size.most
        ? `${sizeText(row.size)}: others may share a part of it`
        : sizeText(row.size),
  },
  {
    id: "age",
    label: "Created",
    width: "7rem",
    from: 640,
    cell: ({ row }) => (row.created ? ago(row.created) : ""),
    title: ({ row }) => (row.created ? dateTime(row.created) : ""),
  },
  {
    id: "last",
    label: "Used last by",
    width: "minmax(6rem, 1fr)",
    from: 980,
    when: (rows) => rows.some(({ lastContainer }) => lastContainer),
    cell: ({ row }) => row.lastContainer ?? "",
    title: ({ row }) => row.lastContainer ?? "",
  },
  {
    id: "project",
    label: "Project",
    width: "minmax(5rem, 1fr)",
    from: 1040,
    when: (rows) => rows.some(({ project }) => project),
    cell: ({ row }) => row.project ?? "",
    title: ({ row }) => row.project ?? "",
  },
  {
    id: "why",
    label: "Why",
    width: "minmax(9rem, 4fr)",
    cell: (about) =>
      about.state ? (
        <span className={styles.doing}>
          <StateText tone={states[about.state.state].tone}>{states[about.state.state].word}</StateText>
          {about.state.why && <span className={styles.because}>{about.state.why}</span>}
        </span>
      ) : (
        <span className={about.held ? styles.held : undefined}>{about.held ?? about.row.why}</span>
      ),
    title: whyOf,
  },
];

/** The columns that fit, and that have something to say of these rows. */
export const columnsFor = (width: number, rows: readonly PlanRow[]): readonly PlanColumn[] =>
  columns.filter(({ from = 0, when }) => (width === 0 || width >= from) && (when?.(rows) ?? true));

export const template = (shown: readonly PlanColumn[]): string => shown.map(({ width }) => width).join(" ");
