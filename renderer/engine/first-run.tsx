import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Engines } from "@shared/engine.ts";
import { useState } from "react";
import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";
import { Page } from "../components/page.tsx";
import { ConnectDialog } from "./connect-dialog.tsx";
import styles from "./first-run.module.css";
import { HowTo } from "./how-to.tsx";
import { startPrivateEngine } from "./private.ts";

/** True while there is nothing to show: no engine at all, or one that never answered since the app was opened. */
export function hasNoEngine({ current, searching, candidates }: Engines): boolean {
  if (!current) return !searching || candidates.length > 0;
  return (current.state === "absent" || current.state === "gone") && current.listedAt === undefined;
}

/** What is shown when no engine answers: why, how to get one here, and everything that was tried. */
export function FirstRun({ engines: { current, candidates, private: support } }: { engines: Engines }) {
  const [connecting, dialog] = useDisclosure();
  const [busy, setBusy] = useState<"starting" | "looking">();
  const { available, reason } = support;
  const wait = async (what: "starting" | "looking", work: Promise<void>) => {
    setBusy(what);
    await work.catch(notifyError);
    setBusy(undefined);
  };

  return (
    <Page title={current ? `${current.name} is not reachable` : "No Docker engine answers"} kind="text">
      <p className={styles.lead}>
        {current
          ? (current.problem ?? `Nothing answers at ${current.host}.`)
          : "Drydock works on a Docker Engine, and none of the usual places has one that answers."}
      </p>
      <p className={styles.lead}>
        Start Docker and look again, connect to an engine elsewhere, or let Drydock run a private one.
      </p>
      <div className={styles.buttons}>
        <Button
          onClick={() => wait("starting", startPrivateEngine())}
          loading={busy === "starting"}
          disabled={!available}
        >
          Start private engine
        </Button>
        <Button
          variant={available ? "default" : "filled"}
          onClick={() => wait("looking", api.engine.retry())}
          loading={busy === "looking"}
        >
          Look again
        </Button>
        <Button variant="default" onClick={dialog.open}>
          Connect to…
        </Button>
      </div>
      {available ? (
        <p className={styles.hint}>
          A private engine has its own data folder and socket, and stops with Drydock. Nothing of yours is touched.
        </p>
      ) : null}
      {/* Also where it can be had: it may have been tried and not have started. */}
      {reason ? <p className={styles.hint}>{reason}</p> : null}

      <h2 className={styles.heading}>Get an engine on this system</h2>
      <HowTo />

      <h2 className={styles.heading}>What was tried</h2>
      <table className={styles.tried} aria-label="What was tried">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Address</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {candidates.map(({ key, name, host, reachable, problem }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className={styles.host}>{host}</td>
              <td>
                {reachable ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Use ${name}`}
                    onClick={() => void api.engine.select({ key }).catch(notifyError)}
                  >
                    Use
                  </Button>
                ) : (
                  (problem ?? "No answer.")
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConnectDialog opened={connecting} onClose={dialog.close} />
    </Page>
  );
}
