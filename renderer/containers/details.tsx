import { Button } from "@mantine/core";
import type { Container } from "@shared/containers.ts";
import { useEffect, useRef, useState } from "react";
import { Details } from "../components/details.tsx";
import { Loading, Message } from "../components/state.tsx";
import { Badge } from "../components/state-text.tsx";
import { useContainer } from "../inventory.ts";
import { DetailsActions } from "../table/details-actions.tsx";
import { containerActions, containerNoun } from "./actions.ts";
import { ContainerStateText } from "./columns.tsx";
import { FilesTab } from "./files/files-tab.tsx";
import { InspectTab } from "./inspect/inspect-tab.tsx";
import { LogsTab } from "./logs/logs-tab.tsx";
import { ProcessesTab } from "./processes/processes-tab.tsx";
import { StatsTab } from "./stats/stats-tab.tsx";
import { TerminalTab } from "./terminal/terminal-tab.tsx";

const tabs = [
  { id: "logs", label: "Logs", Tab: LogsTab },
  // A shell must not end because one looks at the logs.
  { id: "terminal", label: "Terminal", Tab: TerminalTab, keep: true },
  { id: "stats", label: "Stats", Tab: StatsTab },
  { id: "files", label: "Files", Tab: FilesTab },
  { id: "processes", label: "Processes", Tab: ProcessesTab },
  { id: "inspect", label: "Inspect", Tab: InspectTab },
] as const;

interface ContainerDetailsProps {
  readonly id: string;
  readonly tab: string | undefined;
  readonly live: boolean;
  onTab(tab: string): void;
  onClose(): void;
}

/** The container of this ID with its tabs; one that was removed stays readable until the details are closed. */
export function ContainerDetails({ id, tab = tabs[0].id, live, onTab, onClose }: ContainerDetailsProps) {
  const current = useContainer(id);
  const last = useRef<Container>(undefined);
  if (current) last.current = current;
  const container = current ?? (last.current?.id === id ? last.current : undefined);
  if (!container) return <Gone key={id} onClose={onClose} />;
  return (
    <Details
      id={id}
      name={container.name}
      state={current ? <ContainerStateText container={container} /> : <Badge tone="exited">removed</Badge>}
      actions={
        current ? (
          <DetailsActions item={current} actions={containerActions} noun={containerNoun} live={live} most={3} />
        ) : null
      }
      tabs={tabs.map(({ Tab, ...rest }) => ({
        ...rest,
        content: () => <Tab container={container} removed={!current} active={rest.id === tab} />,
      }))}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
    />
  );
}

/** Milliseconds that the engine has to tell of a container that was just made. */
const patience = 2000;

function Gone({ onClose }: { onClose(): void }) {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), patience);
    return () => clearTimeout(timer);
  }, []);
  if (!waited) return <Loading>Looking for this container…</Loading>;
  return (
    <Message title="This container is gone" actions={<Button onClick={onClose}>Close</Button>}>
      It was removed, or it belongs to another engine.
    </Message>
  );
}
