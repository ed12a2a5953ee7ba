import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Engines } from "@shared/engine.ts";
import { useState } from "react";
import { Page } from "../components/page.tsx";
import { retryEngine } from "../components/state.tsx";
import { Badge } from "../components/state-text.tsx";
import { ConnectDialog } from "./connect-dialog.tsx";
import styles from "./first-run.module.css";
import { HowTo } from "./how-to.tsx";
import { startPrivateEngine } from "./private.ts";

/** What is shown when no engine answers: how to get one here, and everything that was tried. */
export function FirstRun({ engines }: { engines: Engines }) {
  const [connecting, dialog] = useDisclosure();
  const [starting, setStarting] = useState(false);
  const { available, reason } = engines.private;
  const start = async () => {
    setStarting(true);
    await startPrivateEngine();
    setStarting(false);
  };

  return (
    <Page title="No Docker engine answers" kind="text">
      <p className={styles.lead}>
        Drydock works on a Docker Engine, and none of the usual places has one that answers. Start Docker and look
        again, connect to an engine elsewhere, or let Drydock run a private one.
      </p>
      <div className={styles.buttons}>
        <Button onClick={start} loading={starting} disabled={!available}>
          Start private engine
        </Button>
        <Button variant={available ? "default" : "filled"} onClick={retryEngine} loading={engines.searching}>
          Look again
        </Button>
        <Button variant="default" onClick={dialog.open}>
          Connect to…
        </Button>
      </div>
      <p className={styles.hint}>
        {available
          ? "A private engine has its own data folder and socket, and stops with Drydock. Nothing of yours is touched."
          : reason}
      </p>

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
          {engines.candidates.map(({ key, name, host, reachable, problem }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className={styles.host}>{host}</td>
              <td>{reachable ? <Badge tone="running">Answers</Badge> : (problem ?? "No answer.")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConnectDialog opened={connecting} onClose={dialog.close} />
    </Page>
  );
}
