import { Button } from "@mantine/core";
import { IconFolderOpen, IconPlus, IconStack2 } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { ListState, Message } from "../components/state.tsx";
import { useContainers, useEngine } from "../inventory.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { projectActions } from "./actions.ts";
import { projectColumns } from "./columns.tsx";
import styles from "./compose.module.css";
import { ProjectDetails } from "./details.tsx";
import { useComposeProgram, useKnown } from "./known.ts";
import { askNewProject, NewProjectHost } from "./new-project/dialog.tsx";
import { OpenHost } from "./open-dialog.tsx";
import { openComposePath } from "./opening.ts";
import { type ProjectRow, projectNoun, projectRows } from "./rows.ts";
import { UpHost } from "./up-dialog.tsx";

const searchable = (row: ProjectRow) => ({
  words: [row.name, row.directory, ...row.services.map(({ name }) => name)],
});
const sorting = { column: "name", descending: false };
const noneKnown: readonly never[] = [];

/** Asks for a Compose file in the system's dialog and opens it; nothing runs. */
export async function chooseComposeFile(): Promise<void> {
  try {
    const path = await api.app.choose({ kind: "file", title: "Open compose file", extensions: ["yaml", "yml"] });
    if (path) await openComposePath(path);
  } catch (error) {
    notifyError(error, "Open compose file");
  }
}

/** Compose projects: those of the engine, as the labels of their containers tell, and those whose files were opened. */
export function ComposePage() {
  const containers = useContainers();
  const known = useKnown();
  const program = useComposeProgram();
  const engine = useEngine();
  const live = engine?.state === "live";
  const navigate = useNavigate();
  const { project: key, tab } = useParams({ strict: false });
  const rows = useMemo(
    () => projectRows(engine?.id ?? "", containers.rows, known ?? noneKnown),
    [engine?.id, containers.rows, known],
  );
  const opened = rows.find((row) => row.key === key);
  const show = useCallback(
    (of?: ProjectRow, next?: string) =>
      void navigate({ to: "/compose/{-$project}/{-$tab}", params: { project: of?.key, tab: next }, replace: true }),
    [navigate],
  );
  const open = useCallback((row: ProjectRow) => show(row, tab), [show, tab]);
  const close = () => show();
  const openButton = (
    <>
      <Button variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => void askNewProject()}>
        New project
      </Button>
      <Button leftSection={<IconFolderOpen size={15} aria-hidden />} onClick={() => void chooseComposeFile()}>
        Open compose file
      </Button>
    </>
  );

  return (
    <Page title="Compose" chapter="compose" note={containers.complete ? rows.length : undefined} actions={openButton}>
      {program?.advice ? (
        <p className={styles.advice} role="status">
          {program.advice}
        </p>
      ) : null}
      <ListState
        list={{ rows, complete: containers.complete && known !== undefined }}
        noun="projects"
        empty={
          <Message icon={IconStack2} title="No Compose projects" actions={openButton}>
            Open a Compose file, or drop one on this window. Projects that <code>docker compose up</code> started on
            this engine appear by themselves.
          </Message>
        }
      >
        <Split
          onClose={close}
          details={
            opened && <ProjectDetails row={opened} live={live} onTab={(next) => show(opened, next)} onClose={close} />
          }
        >
          <ObjectTable
            label="Compose"
            noun={projectNoun}
            rows={rows}
            columns={projectColumns}
            actions={projectActions}
            live={live}
            sorting={sorting}
            searchable={searchable}
            opened={opened?.key}
            onOpen={open}
            follow
          />
        </Split>
      </ListState>
      <OpenHost engine={engine?.id ?? ""} />
      <NewProjectHost />
      <UpHost />
    </Page>
  );
}
