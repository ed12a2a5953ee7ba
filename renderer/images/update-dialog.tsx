import { Button, Checkbox, Modal } from "@mantine/core";
import { imagesApi } from "@shared/images.ts";
import { IconRefresh } from "@tabler/icons-react";
import { type FormEvent, useEffect } from "react";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { counted } from "../components/format.ts";
import { useEngine } from "../inventory.ts";
import type { ImageRow } from "./rows.ts";
import { Failure, TransferView } from "./transfer-view.tsx";
import { useTransfersOf, watchTransfers } from "./transfers.ts";
import styles from "./update.module.css";
import { type Recreation, useUpdating } from "./use-updating.ts";

const { ask, useAsked } = createAsking<ImageRow>();
/** Opens the dialog `Update <image>`; resolves when it is closed. */
export const askUpdate = ask;

/** Shows what askUpdate asks; once in the page. */
export function UpdateHost() {
  const asked = useAsked();
  return asked ? <UpdateDialog key={asked.subject.key} row={asked.subject} onClose={asked.close} /> : null;
}

const stepWords = {
  stopping: "Stopping",
  renaming: "Setting the old one aside",
  creating: "Creating",
  starting: "Starting, and watching it for a moment",
  removing: "Removing the old one",
  done: "Made again",
} as const;

function UpdateDialog({ row, onClose }: { row: ImageRow; onClose(): void }) {
  const live = useEngine()?.state === "live";
  const { containers, phase, toggle, start } = useUpdating(row);
  const pull = useTransfersOf(row.engine, "pull").find(({ subject }) => subject === row.reference);
  useEffect(() => watchTransfers("pull"), []);
  const busy = phase === "pulling" || phase === "recreating";
  const ticked = containers.filter(({ chosen }) => chosen);
  const loading = containers.some(({ commands, problem }) => !commands && !problem);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void start();
  };
  return (
    <Modal
      opened
      // A container that is being made again is not left alone.
      onClose={() => phase === "recreating" || onClose()}
      closeOnClickOutside={!busy}
      title={`Update ${row.reference}`}
      size={680}
    >
      <form onSubmit={submit} className={form.form} noValidate>
        <p className={styles.text}>
          {containers.length === 0
            ? "Pulls what the registry has under this name now. No container uses the image."
            : "Pulls what the registry has under this name now, and makes these containers again from it, with the configuration and the volumes that they have. The old one is removed once the new one is up; if that fails it is put back."}
        </p>
        {containers.length > 0 ? (
          <ul className={styles.containers} aria-label="Containers to make again">
            {containers.map((each) => (
              <li key={each.container.id}>
                <Checkbox
                  label={each.container.name}
                  description={each.problem}
                  disabled={phase !== "asking" || Boolean(each.problem)}
                  checked={each.chosen}
                  onChange={() => toggle(each.container.id)}
                />
                <Outcome recreation={each} />
              </li>
            ))}
          </ul>
        ) : null}
        {phase === "asking" ? (
          <DockerCommand
            command={[
              [...(imagesApi.pull.command?.({ engine: row.engine, reference: row.reference }) ?? [])],
              ...ticked.flatMap(({ commands }) => commands ?? []).map((words) => [...words]),
            ]}
          />
        ) : null}
        {pull && phase !== "asking" ? <TransferView transfer={pull} /> : null}
        <Conclusion phase={phase} containers={containers} />
        <div className={form.buttons}>
          <Button variant="default" disabled={phase === "recreating"} onClick={onClose}>
            {phase === "asking" ? "Cancel" : "Close"}
          </Button>
          {phase === "asking" || busy ? (
            <Button
              type="submit"
              data-autofocus
              loading={busy}
              disabled={!live || loading}
              leftSection={<IconRefresh size={15} aria-hidden />}
            >
              {ticked.length > 0 ? `Update and recreate ${counted(ticked.length, "container")}` : "Update"}
            </Button>
          ) : null}
        </div>
      </form>
    </Modal>
  );
}

function Outcome({ recreation: { step, failure } }: { recreation: Recreation }) {
  if (failure) return <Failure message={failure.message} detail={failure.detail} />;
  if (!step) return null;
  return (
    <p className={step === "done" ? styles.done : styles.step} role="status">
      {stepWords[step]}
      {step === "done" ? "." : "…"}
    </p>
  );
}

function Conclusion({ phase, containers }: Pick<ReturnType<typeof useUpdating>, "phase" | "containers">) {
  const done = containers.filter(({ step }) => step === "done").length;
  const failed = containers.filter(({ failure }) => failure).length;
  if (phase === "current")
    return (
      <p role="status" className={styles.text}>
        It was up to date already, so no container was touched.
      </p>
    );
  if (phase !== "done") return null;
  return (
    <p role="status" className={styles.text}>
      {done + failed === 0 ? "The new image is here." : `${counted(done, "container")} made again`}
      {failed > 0 ? `, ${counted(failed, "container")} put back as it was` : ""}
      {done + failed > 0 ? "." : ""} The old image has lost its name; Clean up removes it once no container needs it.
    </p>
  );
}
