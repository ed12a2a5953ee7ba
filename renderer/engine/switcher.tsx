import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Candidate } from "@shared/engine.ts";
import { IconCheck, IconPlayerPlay, IconPlug, IconRefresh, IconSelector } from "@tabler/icons-react";
import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";
import { Badge } from "../components/state-text.tsx";
import { useEngines } from "../inventory.ts";
import { ConnectDialog } from "./connect-dialog.tsx";
import { startPrivateEngine } from "./private.ts";
import styles from "./switcher.module.css";
import { stateTones, stateWords } from "./words.ts";

/** The engine on the screen with its state, and a menu of all engines that were looked for. */
export function EngineSwitcher({ folded }: { folded: boolean }) {
  const engines = useEngines();
  const [connecting, dialog] = useDisclosure();
  const current = engines?.current ?? null;
  const name = current?.name ?? (engines && !engines.searching ? "No engine" : "Looking for engines");
  const state = current ? stateWords[current.state] : engines && !engines.searching ? "Not reachable" : "Connecting";
  const tone = current ? stateTones[current.state] : engines && !engines.searching ? "unhealthy" : "paused";
  const isPrivate = current?.origin === "private";

  return (
    <>
      {/* In place instead of in a portal, so that it stays inside a landmark; fixed, so that nothing cuts it off. */}
      <Menu position="bottom-start" width={360} withinPortal={false} floatingStrategy="fixed">
        <Menu.Target>
          <UnstyledButton
            className={styles.switcher}
            data-folded={folded || undefined}
            data-tone={tone}
            title={current?.problem ?? current?.host}
          >
            <span className={styles.dot} aria-hidden="true" />
            <span className={styles.texts}>
              <VisuallyHidden>Engine: </VisuallyHidden>
              <span className={styles.name}>{name}</span>{" "}
              <span className={styles.state}>
                {state}
                {isPrivate && " · private"}
              </span>
            </span>
            {!folded && <IconSelector size={15} className={styles.chevron} aria-hidden="true" />}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown aria-label="Engines">
          <Menu.Label>Engines</Menu.Label>
          {engines?.candidates.map((candidate) => (
            <CandidateItem key={candidate.key} candidate={candidate} current={candidate.key === current?.key} />
          ))}
          {engines?.candidates.length === 0 && <Menu.Label>No engine was found in the usual places.</Menu.Label>}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlug size={15} />} onClick={dialog.open}>
            Connect to…
          </Menu.Item>
          <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => void api.engine.retry().catch(notifyError)}>
            Look again
          </Menu.Item>
          {engines?.private.available && !engines.candidates.some(isRunningPrivately) && (
            <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={startPrivateEngine}>
              Start private engine
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConnectDialog opened={connecting} onClose={dialog.close} />
    </>
  );
}

// Choosing its entry does the same.
const isRunningPrivately = ({ origin, reachable }: Candidate) => origin === "private" && reachable;

function CandidateItem({ candidate, current }: { candidate: Candidate; current: boolean }) {
  const { key, name, host, origin, reachable, problem } = candidate;
  return (
    <Menu.Item
      aria-current={current || undefined}
      leftSection={<IconCheck size={15} visibility={current ? "visible" : "hidden"} />}
      onClick={() => void api.engine.select({ key }).catch(notifyError)}
    >
      <span className={styles.candidate}>
        <span className={styles.candidateName}>
          {name}
          {origin === "private" && <Badge tone="accent">private</Badge>}
          {!reachable && <Badge tone="exited">Not reachable</Badge>}
        </span>
        <span className={styles.host}>{problem ?? host}</span>
      </span>
    </Menu.Item>
  );
}
