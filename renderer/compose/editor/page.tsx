import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Page } from "../../components/page.tsx";
import { Loading, Message } from "../../components/state.tsx";
import { useContainers, useEngine } from "../../inventory.ts";
import { useKnown } from "../known.ts";
import { type ProjectRow, projectRows } from "../rows.ts";
import { UpHost } from "../up-dialog.tsx";
import { FileEditor } from "./file-editor.tsx";

const noneKnown: readonly never[] = [];

/** The page that edits the Compose files of one project. */
export function ComposeEditorPage() {
  const { project: key = "" } = useParams({ strict: false });
  const engine = useEngine();
  const containers = useContainers();
  const known = useKnown();
  const row = projectRows(engine?.id ?? "", containers.rows, known ?? noneKnown).find((one) => one.key === key);
  const back = (
    <Button
      variant="default"
      leftSection={<IconArrowLeft size={15} aria-hidden />}
      renderRoot={(props) => (
        <Link {...props} to="/compose/{-$project}/{-$tab}" params={{ project: key, tab: undefined }} />
      )}
    >
      Compose
    </Button>
  );
  if (row && row.source.files.length > 0)
    return <ProjectEditor key={row.key} row={row} back={back} live={engine?.state === "live"} />;
  return (
    <Page title="Edit" actions={back}>
      {known && containers.complete ? (
        <Message title="There is no file to edit">
          {row
            ? "The Compose files of this project are not known here. Open them first."
            : "This project is not on the engine, and its files were not opened."}
        </Message>
      ) : (
        <Loading>Reading…</Loading>
      )}
    </Page>
  );
}

function ProjectEditor({ row, back, live }: { row: ProjectRow; back: React.ReactNode; live: boolean }) {
  const { name, engine, source } = row;
  const [at, setAt] = useState(0);
  const file = source.files[at] ?? source.files[0]!;
  const shorts = source.files.map((one) => one.split(/[\\/]/).at(-1) ?? one);
  // What runs decides what an `up` would do.
  const turn = row.containers.map(({ id, state }) => `${id} ${state}`).join();
  return (
    <>
      <FileEditor
        key={file}
        edited={{ engine: engine || "none", name, source, file }}
        live={live}
        turn={turn}
        frame={(buttons, children) => (
          <Page
            title={`Edit ${name}`}
            chapter="compose"
            note={
              source.files.length > 1 ? (
                <SegmentedControl
                  aria-label="File"
                  size="xs"
                  data={shorts.map((label, index) => ({ label, value: String(index) }))}
                  value={String(at)}
                  onChange={(next) => setAt(Number(next))}
                />
              ) : undefined
            }
            actions={
              <>
                {back}
                {buttons}
              </>
            }
          >
            {children}
          </Page>
        )}
      />
      <UpHost />
    </>
  );
}
