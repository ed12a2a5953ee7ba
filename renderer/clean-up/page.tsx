import { useMemo } from "react";
import { DockerCommand } from "../components/docker-command.tsx";
import { counted, size } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { ListState } from "../components/state.tsx";
import { DiskUseLink } from "../disk/disk-use-link.tsx";
import { useContainers, useImages, useNetworks, useVolumes } from "../inventory.ts";
import { type Finding, findings } from "./findings.ts";
import styles from "./page.module.css";

/** What the engine keeps, and what of it nothing uses. Read only. */
export function CleanUpPage() {
  const containers = useContainers();
  const images = useImages();
  const volumes = useVolumes();
  const networks = useNetworks();
  const complete = [containers, images, volumes, networks].every((list) => list.complete);
  const found = useMemo(
    () =>
      findings({ containers: containers.rows, images: images.rows, volumes: volumes.rows, networks: networks.rows }),
    [containers.rows, images.rows, volumes.rows, networks.rows],
  );
  const imageBytes = images.rows.reduce((sum, image) => sum + image.size, 0);
  const running = containers.rows.filter(({ state }) => state === "running").length;

  return (
    <Page title="Clean up" kind="text" actions={<DiskUseLink />}>
      {/* The sections below say themselves when there is nothing. */}
      <ListState list={{ rows: found, complete }} noun="what the engine keeps" empty={null}>
        <dl className={styles.totals}>
          <Total name="Images" value={counted(images.rows.length, "image")} note={`up to ${size(imageBytes)}`} />
          <Total name="Containers" value={counted(containers.rows.length, "container")} note={`${running} running`} />
          <Total name="Volumes" value={counted(volumes.rows.length, "volume")} />
          <Total name="Networks" value={counted(networks.rows.length, "network")} />
        </dl>
        <h2 className={styles.heading}>What could be cleaned up</h2>
        {found.map((finding) => (
          <FindingSection key={finding.title} finding={finding} />
        ))}
      </ListState>
    </Page>
  );
}

function Total({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div className={styles.total}>
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <span className={styles.note}>{note}</span>}
      </dd>
    </div>
  );
}

function FindingSection({ finding: { title, meaning, items, amount, command } }: { finding: Finding }) {
  return (
    <section className={styles.finding} aria-label={title}>
      <details>
        <summary className={styles.summary}>
          <span className={styles.title}>{title}</span>
          <span className={styles.amount} data-none={items.length === 0 || undefined}>
            {amount}
          </span>
        </summary>
        <div className={styles.body}>
          <p className={styles.meaning}>{meaning}</p>
          {items.length > 0 && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
            <ul className={styles.items} tabIndex={0} aria-label={title}>
              {items.map(({ id, name, note }) => (
                <li key={id}>
                  <span className={styles.name}>{name}</span>
                  <span className={styles.note}>{note}</span>
                </li>
              ))}
            </ul>
          )}
          <DockerCommand command={command} />
        </div>
      </details>
    </section>
  );
}
