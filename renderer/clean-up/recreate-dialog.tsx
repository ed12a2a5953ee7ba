import { Button, Modal } from "@mantine/core";
import { runCommand } from "@shared/containers.ts";
import { errorShape } from "@shared/errors.ts";
import type { JournalEntry } from "@shared/plans.ts";
import { runOf } from "@shared/run-of.ts";
import { useEffect, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone } from "../components/notices.tsx";
import { mask, variable } from "../inspect/secrets.ts";
import { useEngine } from "../inventory.ts";
import styles from "./page.module.css";

const { ask, useAsked } = createAsking<JournalEntry>();
/** Opens the dialog `Recreate <name>`; resolves when it is closed. */
export const askRecreate = ask;

/** Shows what askRecreate asks; once in the page. */
export function RecreateHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title={`Recreate ${asked?.subject.name ?? ""}`}
      size={560}
    >
      {asked ? <RecreateForm entry={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function RecreateForm({ entry, onClose }: { entry: JournalEntry; onClose(): void }) {
  const engine = useEngine();
  const [command, setCommand] = useState<readonly string[]>();
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    api.plans.saved({ id: entry.id }).then(
      (saved) => setCommand(createCommand(entry, saved)),
      (error) => setFailure(errorShape(error).message),
    );
  }, [entry]);
  const recreate = async () => {
    if (!engine) return;
    setBusy(true);
    setFailure("");
    try {
      const { warnings } = await api.plans.recreate({ engine: engine.id, id: entry.id });
      notifyDone(
        [`${entry.name} is there again${entry.kind === "container" ? ", not started" : ""}.`, ...warnings].join(" "),
      );
      onClose();
    } catch (error) {
      setFailure(errorShape(error).message);
      setBusy(false);
    }
  };
  return (
    <div className={form.form}>
      <p>
        {entry.kind === "container"
          ? "The container is created with the configuration that was saved, and not started. What was written inside it is gone; its volumes are used again where they are still there."
          : "The network is created with the configuration that was saved. Containers are not connected to it again."}
        {engine && engine.id !== entry.engine
          ? ` It was on ${entry.engineName}, and will be made on ${engine.name}.`
          : ""}
      </p>
      {command && <DockerCommand command={command} />}
      {failure && (
        <p role="alert" className={styles.problem}>
          {failure}
        </p>
      )}
      <div className={form.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={busy} disabled={engine?.state !== "live" || !command} onClick={recreate}>
          Recreate
        </Button>
      </div>
    </div>
  );
}

/** The docker line that makes about the same again, for reading: secret values are masked. */
function createCommand({ kind, name, engine }: JournalEntry, saved: unknown): readonly string[] {
  if (kind === "network") {
    const {
      Driver = "bridge",
      Internal,
      Attachable,
    } = saved as { Driver?: string; Internal?: boolean; Attachable?: boolean };
    return [
      ...["network", "create", "--driver", Driver],
      ...(Internal ? ["--internal"] : []),
      ...(Attachable ? ["--attachable"] : []),
      name,
    ];
  }
  const run = runOf(engine, saved, {});
  const environment = run.environment.map((one) =>
    variable(`${one.name}=${one.value}`).secret ? { ...one, value: mask } : one,
  );
  const [, , ...rest] = runCommand({ ...run, environment, interactive: false });
  return ["create", ...rest];
}
