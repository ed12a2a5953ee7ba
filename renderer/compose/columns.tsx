import { useBusy } from "../actions.ts";
import { StateText } from "../components/state-text.tsx";
import { Ports } from "../containers/columns.tsx";
import { portText, publishedPorts } from "../containers/ports.ts";
import type { Column } from "../table/column.ts";
import { type ProjectRow, projectNoun } from "./rows.ts";
import { healthText, healthTone, runningText, runningTone } from "./running.ts";
import { isActive, useRunOf } from "./runs.ts";

/** How many containers run, or what is being done with the project. */
function State({ row }: { row: ProjectRow }) {
  const busy = useBusy(row.key);
  const run = useRunOf(row.engine, row.name);
  if (run && isActive(run)) return <StateText tone="paused">{run.label}…</StateText>;
  if (busy) return <StateText tone="paused">{busy}…</StateText>;
  return <StateText tone={runningTone(row)}>{runningText(row)}</StateText>;
}

const services = (row: ProjectRow) =>
  row.services
    .filter(({ off }) => !off)
    .map(({ name }) => name)
    .join(", ");
const fileNames = ({ source: { files } }: ProjectRow) => files.map((file) => file.split(/[\\/]/).at(-1)).join(", ");

/** The columns of the Compose table; the first ones stay the longest when it gets narrow. */
export const projectColumns: readonly Column<ProjectRow>[] = [
  {
    id: "name",
    label: "Project",
    width: "minmax(9rem, 2fr)",
    cell: (row) => <span>{row.name}</span>,
    title: ({ name, conflict }) => (conflict ? `${name}\n${conflict}` : name),
    sort: projectNoun.name,
  },
  {
    id: "state",
    label: "Containers",
    width: "minmax(9rem, 1fr)",
    cell: (row) => <State row={row} />,
    title: runningText,
    sort: ({ running, wanted }) => (wanted === 0 ? 0 : running / wanted),
    descendingFirst: true,
  },
  {
    id: "health",
    label: "Health",
    width: "minmax(8rem, 1fr)",
    from: 860,
    cell: (row) => (healthText(row) ? <StateText tone={healthTone(row)}>{healthText(row)}</StateText> : null),
    title: healthText,
    sort: healthText,
  },
  {
    id: "services",
    label: "Services",
    width: "minmax(8rem, 2fr)",
    from: 480,
    cell: (row) => <span>{services(row)}</span>,
    title: services,
    sort: (row) => row.services.length,
  },
  {
    id: "ports",
    label: "Ports",
    width: "minmax(6rem, 1fr)",
    from: 700,
    cell: (row) => <Ports container={row} />,
    title: (row) => publishedPorts(row).map(portText).join(", "),
    sort: (row) => publishedPorts(row)[0]?.public ?? 0,
  },
  {
    id: "files",
    label: "Files",
    width: "minmax(7rem, 1fr)",
    from: 1080,
    cell: (row) => <span>{fileNames(row)}</span>,
    title: ({ source }) => source.files.join("\n"),
    sort: fileNames,
  },
  {
    id: "folder",
    label: "Folder",
    width: "minmax(8rem, 2fr)",
    from: 760,
    cell: ({ directory }) => <span>{directory}</span>,
    title: ({ directory }) => directory,
    sort: ({ directory }) => directory,
  },
];
