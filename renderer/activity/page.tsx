import { Button } from "@mantine/core";
import type { ActivityEntry } from "@shared/activity.ts";
import { dockerLine } from "@shared/command.ts";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import type { Noun } from "../actions.ts";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { copyAction } from "../components/copy-actions.ts";
import { dateTime, duration } from "../components/format.ts";
import { notifyError } from "../components/notices.tsx";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { Message, Skeletons } from "../components/state.tsx";
import { StateText } from "../components/state-text.tsx";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { ActivityDetails } from "./details.tsx";
import { useEntries } from "./entries.ts";
import { outcomes } from "./outcomes.ts";

const line = ({ command, target }: ActivityEntry) => dockerLine(command, target);
/** Without the options that reach the engine: the table has a column for that. */
const short = ({ command }: ActivityEntry) => dockerLine(command);
const noun: Noun<ActivityEntry> = { one: "line", many: "activity", id: ({ id }) => id, name: short };

const outcome = (entry: ActivityEntry) => outcomes[entry.outcome].word;
const columns: readonly Column<ActivityEntry>[] = [
  {
    id: "line",
    label: "Line",
    width: "minmax(14rem, 5fr)",
    cell: (entry) => (
      <span>
        <code>{short(entry)}</code>
      </span>
    ),
    title: line,
    sort: short,
  },
  {
    id: "outcome",
    label: "Outcome",
    width: "7rem",
    cell: (entry) => <StateText tone={outcomes[entry.outcome].tone}>{outcome(entry)}</StateText>,
    title: outcome,
    sort: outcome,
  },
  {
    id: "duration",
    label: "Took",
    width: "6rem",
    align: "end",
    cell: ({ duration: took }) => (took === undefined ? "" : duration(took)),
    sort: ({ duration = 0 }) => duration,
    descendingFirst: true,
  },
  {
    id: "engine",
    label: "Engine",
    width: "minmax(6rem, 1fr)",
    from: 760,
    cell: ({ engineName }) => <span>{engineName}</span>,
    title: ({ engineName }) => engineName,
    sort: ({ engineName }) => engineName,
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
const actions = [copyAction<ActivityEntry>("copy-command", "Copy command", line)];
const searchable = (entry: ActivityEntry) => ({
  words: [line(entry), entry.engineName, entry.error?.message ?? ""],
  fields: { outcome: [entry.outcome] },
});
const fields = ["outcome"];
const sorting = { column: "time", descending: true };

/** Every docker line that Drydock ran, and how it ended. */
export function ActivityPage() {
  const { entries, clear } = useEntries();
  const [openedId, open] = useState<string>();
  const opened = entries?.find(({ id }) => id === openedId);
  const close = () => open(undefined);

  const clearAll = async () => {
    await api.activity.clear().then(clear, notifyError);
    close();
  };
  return (
    <Page
      title="Activity"
      chapter="cheat-sheet"
      note={entries?.length}
      actions={
        <Button variant="default" disabled={!entries?.length} onClick={clearAll}>
          Clear
        </Button>
      }
    >
      {!entries ? (
        <Skeletons label="Loading activity" />
      ) : entries.length === 0 ? (
        <Message icon={IconHistory} title="Nothing was run yet">
          Each docker line that Drydock runs for you is kept here, with its outcome.
        </Message>
      ) : (
        <Split onClose={close} details={opened && <ActivityDetails entry={opened} onClose={close} />}>
          <ObjectTable
            label="Activity"
            noun={noun}
            rows={entries}
            columns={columns}
            actions={actions}
            live
            sorting={sorting}
            searchable={searchable}
            fields={fields}
            opened={openedId}
            onOpen={({ id }) => open(id)}
            follow
          />
        </Split>
      )}
    </Page>
  );
}
