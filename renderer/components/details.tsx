import { ActionIcon, Tabs, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import styles from "./details.module.css";

interface DetailsTab {
  readonly id: string;
  /** Name of ui.md, for example `Logs`. */
  readonly label: string;
  /** Stays alive, hidden, once it was opened: for a terminal, whose session must not end with its tab. */
  readonly keep?: boolean;
  content(): ReactNode;
}

interface DetailsProps {
  readonly name: string;
  /** State and other words after the name. */
  readonly state?: ReactNode;
  readonly actions?: ReactNode;
  /** Id of the object: what is kept alive belongs to it and ends with it. */
  readonly id: string;
  readonly tabs: readonly DetailsTab[];
  readonly tab: string;
  onTab(id: string): void;
  onClose(): void;
}

/** The region `Details` of the selected object: name, state, actions, and tabs that are built when they are opened. */
export function Details({ name, state, actions, id, tabs, tab, onTab, onClose }: DetailsProps) {
  return (
    <section aria-label="Details" className={styles.details}>
      <header className={styles.header}>
        <h2 className={styles.name} title={name}>
          {name}
        </h2>
        {state}
        <div className={styles.actions}>
          {actions}
          <Tooltip label="Close (Esc)">
            <ActionIcon aria-label="Close details" onClick={onClose}>
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      <Panels key={id} tabs={tabs} tab={tab} onTab={onTab} />
    </section>
  );
}

function Panels({ tabs, tab, onTab }: Pick<DetailsProps, "tabs" | "tab" | "onTab">) {
  const active = tabs.some(({ id }) => id === tab) ? tab : (tabs[0]?.id ?? "");
  const [opened, setOpened] = useState<readonly string[]>([]);
  if (active && !opened.includes(active)) setOpened([...opened, active]);
  return (
    <Tabs value={active} onChange={(next) => next && onTab(next)} className={styles.tabs} keepMounted>
      <Tabs.List className={styles.list} aria-label="Views">
        {tabs.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ id, keep, content }) => (
        <Tabs.Panel key={id} value={id} className={styles.panel}>
          {(id === active || (keep && opened.includes(id))) && content()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
