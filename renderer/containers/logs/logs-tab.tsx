import { api } from "../../api.ts";
import type { ContainerTab } from "../tab.ts";
import { emptyText } from "./log-banner.tsx";
import { firstTail } from "./log-session.ts";
import { LogView } from "./log-view.tsx";
import { useLogSession } from "./use-log-session.ts";

/** The log of a container; it goes on when the container is started again. */
export function LogsTab({ container, removed, active }: ContainerTab) {
  const { engine, id, name, state } = container;
  const { session, search, live } = useLogSession({
    engine,
    key: id,
    source: () => ({ open: (part) => api.containers.logs({ engine, id, name, ...part }) }),
    active,
    runs: state === "running" || state === "paused" || state === "restarting",
  });
  return (
    <LogView
      session={session}
      search={search}
      name={name}
      live={live}
      removed={removed}
      empty={emptyText(session, container)}
      command={["logs", "--follow", "--tail", String(firstTail), name]}
    />
  );
}
