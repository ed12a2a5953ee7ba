import { Button, Modal, TextInput } from "@mantine/core";
import { imageReference, imagesApi } from "@shared/images.ts";
import { IconDownload } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { Sentence } from "../components/sentence.tsx";
import { useEngine } from "../inventory.ts";
import styles from "./pull.module.css";
import { PullView } from "./pull-view.tsx";
import { startPull, usePulls, watchPulls } from "./pulls.ts";
import { percent } from "./rate.ts";
import { askRun } from "./run-dialog.tsx";

const { ask, useAsked } = createAsking<"pull">();
/** Opens the dialog `Pull image`, which also shows the pulls that are under way. */
export const askPull = () => ask("pull");

/** Shows what askPull asks; once in the page. */
export function PullHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="Pull image" size={640}>
      {asked ? <PullForm onClose={asked.close} /> : null}
    </Modal>
  );
}

function PullForm({ onClose }: { onClose(): void }) {
  const engine = useEngine();
  const live = engine?.state === "live";
  const pulls = usePulls().filter((pull) => pull.engine === engine?.id);
  const [reference, setReference] = useState("");
  const [tried, setTried] = useState(false);
  const parsed = imageReference.safeParse(reference);
  const problem = parsed.success ? "" : parsed.error.issues[0]!.message;

  useEffect(() => {
    watchPulls(true);
    return () => watchPulls(false);
  }, []);

  const pull = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!parsed.success || !engine || !live) return;
    startPull(engine.id, parsed.data);
    setReference("");
    setTried(false);
  };

  return (
    <form onSubmit={pull} className={form.form} noValidate>
      <TextInput
        data-autofocus
        label="Image"
        description="A name on Docker Hub, or registry/name, with a tag or digest. Without a tag it is latest."
        placeholder="busybox:1.36"
        value={reference}
        error={tried && problem ? <Sentence text={problem} /> : undefined}
        spellCheck={false}
        classNames={{ input: form.mono }}
        onBlur={() => setTried(reference !== "")}
        onChange={({ currentTarget }) => {
          setReference(currentTarget.value);
          setTried(false);
        }}
      />
      {parsed.success && engine ? (
        <DockerCommand command={[...(imagesApi.pull.command?.({ engine: engine.id, reference: parsed.data }) ?? [])]} />
      ) : null}
      {pulls.length > 0 ? (
        <div className={styles.list}>
          {pulls.map((one) => (
            <PullView
              key={one.id}
              pull={one}
              onRun={(image) => {
                onClose();
                void askRun({ image });
              }}
            />
          ))}
        </div>
      ) : null}
      <div className={form.buttons}>
        {pulls.some(({ state }) => state === "pulling") ? (
          <span className={styles.note}>Pulls go on when this is closed.</span>
        ) : null}
        <Button type="submit" disabled={!live} leftSection={<IconDownload size={15} aria-hidden />}>
          Pull
        </Button>
      </div>
    </form>
  );
}

/** A button that tells of the pulls under way and opens their dialog; nothing while there are none. */
export function PullNotice() {
  const running = usePulls().filter(({ state }) => state === "pulling");
  if (running.length === 0) return null;
  const total = running.reduce((sum, { progress }) => sum + (progress?.total ?? 0), 0);
  const current = running.reduce((sum, { progress }) => sum + (progress?.current ?? 0), 0);
  return (
    <Button variant="light" className={styles.notice} onClick={() => void askPull()}>
      {running.length === 1 ? "Pulling 1 image" : `Pulling ${running.length} images`}
      {total > 0 ? ` · ${Math.floor(percent({ current, total }))} %` : ""}
    </Button>
  );
}
