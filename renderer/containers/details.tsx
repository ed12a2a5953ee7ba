import type { Container } from "@shared/containers.ts";
import { useRef } from "react";
import { Details } from "../components/details.tsx";
import { Badge } from "../components/state-text.tsx";
import { useContainer } from "../inventory.ts";
import { DetailsActions } from "../table/details-actions.tsx";
import { containerActions, containerNoun } from "./actions.ts";
import { ContainerStateText } from "./columns.tsx";
import { InspectTab } from "./inspect/inspect-tab.tsx";
import { LogsTab } from "./logs/logs-tab.tsx";
import { StatsTab } from "./stats/stats-tab.tsx";
import { TerminalTab } from "./terminal/terminal-tab.tsx";

const tabs = [
  { id: "logs", label: "Logs", Tab: LogsTab },
  // A shell must not end because one looks at the logs.
  { id: "terminal", label: "Terminal", Tab: TerminalTab, keep: true },
  { id: "stats", label: "Stats", Tab: StatsTab },
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
  if (!container) return null;
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
        content: () => <Tab container={container} active={rest.id === tab} />,
      }))}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
    />
  );
}
