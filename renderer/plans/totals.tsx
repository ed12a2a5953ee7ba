import { TextInput } from "@mantine/core";
import { dockerLine } from "@shared/command.ts";
import { dataRows, type Plan, type PlanRow, planTotal } from "@shared/plans.ts";
import { DockerLines } from "../components/docker-command.tsx";
import { counted, size } from "../components/format.ts";
import { useEngine } from "../inventory.ts";
import { sizeText } from "./columns.tsx";
import { ExportFirst } from "./export-first.tsx";
import styles from "./plans.module.css";

/** Lines on the screen before the rest is only counted. */
const mostLines = 300;

interface RowCommandsProps {
  readonly rows: readonly PlanRow[];
  readonly equivalent?: Plan["equivalent"];
}

/** The docker lines that would remove these rows one by one, or the one that does about the same. */
export function RowCommands({ rows, equivalent }: RowCommandsProps) {
  const target = useEngine()?.target ?? [];
  if (equivalent)
    return (
      <>
        <p className={styles.total}>Equivalent to this line. {equivalent.differences.join(" ")}</p>
        <DockerLines lines={[dockerLine(equivalent.command, target)]} />
      </>
    );
  const commands = rows.flatMap((row) => (row.stops ? [["stop", row.name], row.command] : [row.command]));
  const lines = commands.slice(0, mostLines).map((words) => dockerLine(words, target));
  const more = commands.length - lines.length;
  return <DockerLines lines={more > 0 ? [...lines, `# … and ${more} more, one for each row`] : lines} />;
}

/** How much these rows free, in words. */
export function freesText(rows: readonly PlanRow[]): string {
  const { least, most, unknown } = planTotal(rows);
  const bytes = unknown === rows.length ? "" : `frees ${sizeText({ least, most })}`;
  const rest = unknown > 0 && unknown < rows.length ? `${counted(unknown, "size")} not known` : "";
  return [bytes, rest].filter(Boolean).join(", ");
}

/** The total of what is ticked, as the status beside a plan's table. */
export function PlanTotal({ going, rows }: { going: readonly PlanRow[]; rows: readonly PlanRow[] }) {
  const frees = going.length > 0 ? freesText(going) : "";
  return (
    <p role="status" className={styles.total}>
      {going.length === 0 ? "Nothing is selected" : `${going.length} of ${counted(rows.length, "item")} selected`}
      {frees && ` · ${frees}`}
    </p>
  );
}

/** Asks for the name, or the number, of the named volumes among these rows; nothing where there are none. */
export function TypeToConfirm({
  rows,
  typed,
  onType,
}: {
  rows: readonly PlanRow[];
  typed: string;
  onType(typed: string): void;
}) {
  const named = dataRows(rows);
  if (named.length === 0) return null;
  const bytes = named.reduce((sum, row) => sum + (row.size?.most ?? 0), 0);
  const [only] = named;
  const what = named.length === 1 && only ? `the volume ${only.name}` : `${named.length} named volumes`;
  return (
    <section className={styles.danger} aria-label="Named volumes">
      <p>
        <strong>The data in {what} is lost for good</strong>
        {bytes > 0 ? ` (${size(bytes)})` : ""}. Nothing brings it back: not this app's journal, not the engine.
      </p>
      <ExportFirst rows={named} />
      <TextInput
        label={
          named.length === 1 && only
            ? `Type the volume's name, ${only.name}, to remove it`
            : `Type the number of named volumes, ${named.length}, to remove them`
        }
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget }) => onType(currentTarget.value)}
      />
    </section>
  );
}
