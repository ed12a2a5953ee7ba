import { Menu, UnstyledButton } from "@mantine/core";
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
  const name = current?.name ?? (engines && !engines.searching ? "none" : "looking");
  const state = current ? stateWords[current.state] : engines && !engines.searching ? "Not reachable" : "Connecting";
  const tone = current ? stateTones[current.state] : engines && !engines.searching ? "unhealthy" : "paused";
  const isPrivate = current?.origin === "private";

  return (
    <>
      <Menu position="bottom-start" width={340}>
        <Menu.Target>
          <UnstyledButton
            className={styles.switcher}
            data-folded={folded || undefined}
            data-tone={tone}
            aria-label={`Engine: ${name} ${state}${isPrivate ? ", private" : ""}`}
            title={current?.problem ?? current?.host}
          >
            <span className={styles.dot} aria-hidden="true" />
            {!folded && (
              <>
                <span className={styles.texts}>
                  <span className={styles.name}>
                    {current?.name ?? (name === "none" ? "No engine" : "Looking for engines")}
                  </span>
                  <span className={styles.state}>
                    {state}
                    {isPrivate && " · private"}
                  </span>
                </span>
                <IconSelector size={15} className={styles.chevron} aria-hidden="true" />
              </>
            )}
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
          {!isPrivate && engines?.private.available && (
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

function CandidateItem({ candidate, current }: { candidate: Candidate; current: boolean }) {
  const { key, name, host, origin, reachable, problem } = candidate;
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={current}
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
