import { api } from "../api.ts";
import { firstTail } from "../containers/logs/log-session.ts";
import { LogView } from "../containers/logs/log-view.tsx";
import { useLogSession } from "../containers/logs/use-log-session.ts";
import type { ProjectRow } from "./rows.ts";

/** The longest tail that main merges. */
const most = 200_000;

/** The logs of all containers of a project as one, by time, with a colour for each service. */
export function LogsTab({ row, active }: { row: ProjectRow; active: boolean }) {
  const { engine, name, containers } = row;
  const { session, search, live } = useLogSession({
    engine,
    key: name,
    source: () => ({ most, open: (part) => api.compose.logs({ engine, name, ...part }) }),
    active,
    runs: containers.length > 0,
  });
  return (
    <LogView
      session={session}
      search={search}
      name={name}
      live={live}
      empty={
        containers.length === 0
          ? "No container, so no log. Start the project with Up."
          : "No output yet. New lines appear here as the containers write them."
      }
      command={["compose", "-p", name, "logs", "--follow", "--tail", String(firstTail)]}
    />
  );
}
