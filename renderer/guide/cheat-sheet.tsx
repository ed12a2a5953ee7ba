import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { DockerCommand, DockerLines } from "../components/docker-command.tsx";
import { useKnown } from "../compose/known.ts";
import { projectRows } from "../compose/rows.ts";
import { useContainers, useEngine } from "../inventory.ts";
import styles from "./cheat-sheet.module.css";
import { containerTabs, forms, projectForms } from "./cheats.ts";

interface CheatProps {
  /** The whole line, beginning with `docker`; nothing in it needs quotes. */
  readonly line: string;
  /** Path of the page. */
  readonly opens: string;
  /** What the button opens, as that is called there. */
  readonly label: string;
  readonly children: ReactNode;
}

interface Pick {
  readonly name: string;
  open(): void;
}

/** Objects that a menu offers; the page itself has all of them. */
const mostPicks = 12;

/** An everyday docker line to copy, and a button to the place in Drydock that does the same. */
export function Cheat({ line, opens, label, children }: CheatProps) {
  const navigate = useNavigate();
  const picks = usePicks(line);
  // The page that shows the dialog comes first.
  const open = () => void navigate({ to: opens }).then(() => forms[line]?.());
  const name = `Open ${label} for ${line}`;
  return (
    <div className={styles.cheat}>
      <div className={styles.text}>
        <div>{children}</div>
        {picks.length === 0 ? (
          <Button variant="default" className={styles.open} onClick={open} aria-label={name}>
            {`Open ${label}`}
          </Button>
        ) : (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button
                variant="default"
                className={styles.open}
                aria-label={name}
                rightSection={<IconChevronDown size={14} aria-hidden />}
              >
                {`Open ${label}`}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {picks.slice(0, mostPicks).map((pick) => (
                <Menu.Item key={pick.name} onClick={pick.open}>
                  {pick.name}
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item onClick={open}>All of them</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <DockerCommand command={line.split(" ").slice(1)} label={`docker command: ${line}`} />
    </div>
  );
}

/** What of the reader's own the line could be about: Compose projects, or containers that run. */
function usePicks(line: string): readonly Pick[] {
  const navigate = useNavigate();
  const engine = useEngine();
  const containers = useContainers().rows;
  const known = useKnown();
  const form = projectForms[line];
  const tab = containerTabs[line];
  if (engine?.state !== "live") return [];
  if (form)
    return projectRows(engine.id, containers, known ?? []).map((row) => ({
      name: row.name,
      open: () =>
        void navigate({ to: "/compose/{-$project}/{-$tab}", params: { project: row.key, tab: undefined } }).then(() =>
          form(row),
        ),
    }));
  if (tab)
    return containers
      .filter(({ state }) => state === "running")
      .map(({ id, name }) => ({
        name,
        open: () => void navigate({ to: "/containers/{-$id}/{-$tab}", params: { id, tab } }),
      }));
  return [];
}

/** Docker lines in a chapter's text, to copy. */
export function Lines({ children }: { children: string }) {
  return (
    <div className={styles.lines}>
      <DockerLines lines={children.split("\n")} label={`docker command: ${children.split("\n")[0]}`} />
    </div>
  );
}
