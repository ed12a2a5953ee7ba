import { Button } from "@mantine/core";
import type { JournalEntry } from "@shared/plans.ts";
import { IconArrowBackUp, IconHistory } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import type { Action, Noun } from "../actions.ts";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { dateTime } from "../components/format.ts";
import { notifyError } from "../components/notices.tsx";
import { Split } from "../components/split.tsx";
import { Message, Skeletons } from "../components/state.tsx";
import { StateText, type Tone } from "../components/state-text.tsx";
import { useEngine } from "../inventory.ts";
import { kindWords } from "../plans/ticks.ts";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { askRecreate, RecreateHost } from "./recreate-dialog.tsx";
import { RemovedDetails } from "./removed-details.tsx";

/** Word and colour of how a removal went. */
export const outcomes: Readonly<Record<JournalEntry["outcome"], { word: string; tone: Tone }>> = {
  removed: { word: "Removed", tone: "running" },
  failed: { word: "Not removed", tone: "unhealthy" },
  unknown: { word: "Not known", tone: "paused" },
};

const noun: Noun<JournalEntry> = { one: "removal", many: "removals", id: ({ id }) => id, name: ({ name }) => name };
const kind = (entry: JournalEntry) => kindWords[entry.kind].one;
const outcome = (entry: JournalEntry) => outcomes[entry.outcome].word;

const columns: readonly Column<JournalEntry>[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(9rem, 2fr)",
    cell: ({ name }) => name,
    title: ({ name, objectId }) => `${name}\n${objectId}`,
    sort: ({ name }) => name,
  },
  { id: "kind", label: "Kind", width: "8rem", cell: kind, title: kind, sort: kind },
  {
    id: "outcome",
    label: "Outcome",
    width: "8rem",
    cell: (entry) => <StateText tone={outcomes[entry.outcome].tone}>{outcome(entry)}</StateText>,
    title: (entry) => [outcome(entry), entry.why].filter(Boolean).join(": "),
    sort: outcome,
  },
  {
    id: "engine",
    label: "Engine",
    width: "minmax(6rem, 1fr)",
    from: 700,
    cell: ({ engineName }) => engineName,
    title: ({ engineName, engine }) => `${engineName}\n${engine}`,
    sort: ({ engineName }) => engineName,
  },
  {
    id: "project",
    label: "Project",
    width: "minmax(6rem, 1fr)",
    from: 860,
    cell: ({ project }) => project ?? "",
    title: ({ project }) => project ?? "",
    sort: ({ project }) => project ?? "",
  },
  {
    id: "time",
    label: "When",
    width: "minmax(7rem, 1fr)",
    cell: ({ time }) => <Ago time={time} />,
    title: ({ time }) => dateTime(time),
    sort: ({ time }) => time,
    descendingFirst: true,
  },
];
const searchable = (entry: JournalEntry) => ({
  words: [entry.name, kind(entry), entry.engineName, entry.project ?? "", outcome(entry)],
  fields: { kind: [entry.kind], outcome: [entry.outcome] },
});
const fields = ["kind", "outcome"];
const sorting = { column: "time", descending: true };

/** What was removed, when and on which engine; containers and networks can be made again from what was saved. */
export function RemovedView() {
  const engine = useEngine();
  const [entries, setEntries] = useState<readonly JournalEntry[]>();
  const [openedId, open] = useState<string>();
  const load = useCallback(() => void api.plans.removed({}).then(setEntries, notifyError), []);
  useEffect(load, [load]);
  const [actions] = useState<readonly Action<JournalEntry>[]>(() => [
    {
      id: "recreate",
      label: "Recreate",
      icon: IconArrowBackUp,
      single: true,
      when: ({ recreatable, outcome: went }) => {
        if (!recreatable) return false;
        return went === "removed" || "It was not removed.";
      },
      command: () => [],
      run: (entry) => askRecreate(entry),
    },
  ]);
  const opened = entries?.find(({ id }) => id === openedId);
  const close = () => open(undefined);
  if (!entries) return <Skeletons label="Loading what was removed" />;
  if (entries.length === 0)
    return (
      <Message
        icon={IconHistory}
        title="Nothing was removed yet"
        actions={
          <Button variant="default" onClick={load}>
            Look again
          </Button>
        }
      >
        What Drydock removes is written down before it goes, with its configuration, so that containers and networks can
        be made again.
      </Message>
    );
  return (
    <Split onClose={close} details={opened && <RemovedDetails entry={opened} onClose={close} />}>
      <ObjectTable
        label="Removed"
        noun={noun}
        rows={entries}
        columns={columns}
        actions={actions}
        live={engine?.state === "live"}
        sorting={sorting}
        searchable={searchable}
        fields={fields}
        opened={openedId}
        onOpen={({ id }) => open(id)}
        follow
      />
      <RecreateHost />
    </Split>
  );
}
