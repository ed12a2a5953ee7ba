import { Button } from "@mantine/core";
import { IconHammer } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useCallback } from "react";
import { Ago } from "../components/ago.tsx";
import { dateTime, duration } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { Message, Skeletons } from "../components/state.tsx";
import { StateText } from "../components/state-text.tsx";
import { RunHost } from "../images/run-dialog.tsx";
import { useEngine } from "../inventory.ts";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { buildActions, buildNoun } from "./actions.ts";
import { askBuild, BuildHost } from "./build-dialog.tsx";
import { type Build, buildName, useBuilds } from "./builds.ts";
import { BuildDetails } from "./details.tsx";
import { buildStates } from "./states.ts";

const columns: readonly Column<Build>[] = [
  {
    id: "image",
    label: "Image",
    width: "minmax(9rem, 2fr)",
    cell: (build) => <span>{buildName(build)}</span>,
    title: ({ input }) => [...input.tags, input.folder].join("\n"),
    sort: buildName,
  },
  {
    id: "state",
    label: "State",
    width: "7rem",
    cell: ({ state }) => <StateText tone={buildStates[state].tone}>{buildStates[state].word}</StateText>,
    sort: ({ state }) => state,
  },
  {
    id: "cached",
    label: "Cached",
    width: "6rem",
    align: "end",
    from: 520,
    cell: ({ cached, steps }) => (steps > 0 ? `${cached} of ${steps}` : ""),
    sort: ({ cached }) => cached,
  },
  {
    id: "duration",
    label: "Took",
    width: "6rem",
    align: "end",
    from: 420,
    cell: ({ duration: took }) => (took === undefined ? "" : duration(took)),
    sort: ({ duration: took = 0 }) => took,
    descendingFirst: true,
  },
  {
    id: "folder",
    label: "Folder",
    width: "minmax(8rem, 2fr)",
    from: 760,
    cell: ({ input }) => <span>{input.folder}</span>,
    title: ({ input }) => input.folder,
    sort: ({ input }) => input.folder,
  },
  {
    id: "engine",
    label: "Engine",
    width: "minmax(6rem, 1fr)",
    from: 900,
    cell: ({ engineName }) => <span>{engineName}</span>,
    title: ({ engineName }) => engineName,
    sort: ({ engineName }) => engineName,
  },
  {
    id: "time",
    label: "When",
    width: "8rem",
    cell: ({ time }) => <Ago time={time} />,
    title: ({ time }) => dateTime(time),
    sort: ({ time }) => time,
    descendingFirst: true,
  },
];
const sorting = { column: "time", descending: true };
const fields = ["state"];
const searchable = (build: Build) => ({
  words: [buildName(build), ...build.input.tags, build.input.folder],
  fields: { state: [build.state] },
});

/** The page `Builds`, reached from Images: what is being built, and the last 100 builds with all they said. */
export function BuildsPage() {
  const { list, complete } = useBuilds();
  const live = useEngine()?.state === "live";
  const navigate = useNavigate();
  const { id, tab } = useParams({ from: "/builds/{-$id}/{-$tab}" });
  const opened = list.find((build) => build.id === id);
  const show = useCallback(
    (next: { id?: string; tab?: string }) =>
      void navigate({
        to: "/builds/{-$id}/{-$tab}",
        params: { id: undefined, tab: undefined, ...next },
        replace: true,
      }),
    [navigate],
  );
  const open = useCallback((build: Build) => show({ id: build.id, tab }), [show, tab]);
  const button = (
    <Button leftSection={<IconHammer size={15} aria-hidden />} disabled={!live} onClick={() => void askBuild({})}>
      Build image
    </Button>
  );
  return (
    <Page
      title="Builds"
      chapter="images"
      note={complete ? list.length : undefined}
      actions={
        <>
          <Button variant="subtle" onClick={() => void navigate({ to: "/images/{-$id}/{-$tab}" })}>
            Images
          </Button>
          {button}
        </>
      }
    >
      {!complete && list.length === 0 ? (
        <Skeletons label="Loading builds" />
      ) : list.length === 0 ? (
        <Message icon={IconHammer} title="Nothing was built yet" actions={button}>
          A Dockerfile says step by step how an image is made. Choose a folder that has one.
        </Message>
      ) : (
        <Split
          onClose={() => show({})}
          details={
            opened && (
              <BuildDetails
                build={opened}
                tab={tab}
                live={live}
                onTab={(next) => show({ id: opened.id, tab: next })}
                onClose={() => show({})}
              />
            )
          }
        >
          <ObjectTable
            label="Builds"
            noun={buildNoun}
            rows={list}
            columns={columns}
            actions={buildActions}
            live={live}
            sorting={sorting}
            searchable={searchable}
            fields={fields}
            opened={opened?.id}
            onOpen={open}
            follow
          />
        </Split>
      )}
      <BuildHost />
      <RunHost />
    </Page>
  );
}
