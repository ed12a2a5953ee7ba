import { Autocomplete, Button, Modal, TextInput } from "@mantine/core";
import { imageReference, imagesApi } from "@shared/images.ts";
import { IconDownload } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { Sentence } from "../components/sentence.tsx";
import { useEngine } from "../inventory.ts";
import { RegistrySearch } from "../registries/search.tsx";
import { askRun } from "./run-dialog.tsx";
import { TransferView } from "./transfer-view.tsx";
import styles from "./transfers.module.css";
import { startPull, useTransfersOf, watchTransfers } from "./transfers.ts";

const { ask, useAsked } = createAsking<{ readonly reference: string }>();
/** Opens the dialog `Pull image`, which also shows the pulls that are under way; `reference` stands in it at first. */
export const askPull = (reference = ""): Promise<void> => ask({ reference });

/** Usual ones; any other can be typed. */
const platforms = [
  "linux/amd64",
  "linux/arm64",
  "linux/arm/v7",
  "linux/386",
  "linux/ppc64le",
  "linux/s390x",
  "windows/amd64",
];

/** Shows what askPull asks; once in the page. */
export function PullHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="Pull image" size={640}>
      {asked ? <PullForm first={asked.subject.reference} onClose={asked.close} /> : null}
    </Modal>
  );
}

function PullForm({ first, onClose }: { first: string; onClose(): void }) {
  const engine = useEngine();
  const live = engine?.state === "live";
  const pulls = useTransfersOf(engine?.id, "pull");
  const [reference, setReference] = useState(first);
  const [platform, setPlatform] = useState("");
  const [tried, setTried] = useState(false);
  const parsed = imageReference.safeParse(reference);
  const problem = parsed.success ? "" : parsed.error.issues[0]!.message;

  useEffect(() => watchTransfers("pull"), []);

  const pull = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!parsed.success || !engine || !live) return;
    void startPull(engine.id, parsed.data, platform.trim() || undefined);
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
      <Autocomplete
        label="Platform"
        placeholder="As the engine's own"
        data={platforms}
        spellCheck={false}
        value={platform}
        onChange={setPlatform}
      />
      <RegistrySearch
        onChoose={(name) => {
          setReference(name);
          setTried(false);
        }}
      />
      {parsed.success && engine ? (
        <DockerCommand
          command={[
            ...(imagesApi.pull.command?.({
              engine: engine.id,
              reference: parsed.data,
              platform: platform.trim() || undefined,
            }) ?? []),
          ]}
        />
      ) : null}
      {pulls.length > 0 ? (
        <div className={styles.list}>
          {pulls.map((one) => (
            <TransferView
              key={one.id}
              transfer={one}
              onRun={(image) => {
                onClose();
                void askRun({ image });
              }}
            />
          ))}
        </div>
      ) : null}
      <div className={form.buttons}>
        {pulls.some(({ state }) => state === "running") ? (
          <span className={styles.note}>Pulls go on when this is closed.</span>
        ) : null}
        <Button type="submit" disabled={!live} leftSection={<IconDownload size={15} aria-hidden />}>
          Pull
        </Button>
      </div>
    </form>
  );
}
