import { Button, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ArchiveKind, imagesApi, imageTag } from "@shared/images.ts";
import { IconPackageImport } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { Sentence } from "../components/sentence.tsx";
import { useEngine } from "../inventory.ts";
import { FileField } from "./file-field.tsx";
import { askRun } from "./run-dialog.tsx";
import { TransferView } from "./transfer-view.tsx";
import styles from "./transfers.module.css";
import { startImport, startLoad, useTransfersOf, watchTransfers } from "./transfers.ts";

const { ask, useAsked } = createAsking<{ readonly file: string }>();
/** Opens the dialog `Load image`, with a file filled in where one is given; resolves when it is closed. */
export const askLoad = (file = ""): Promise<void> => ask({ file });

/** Shows what askLoad asks; once in the page. */
export function LoadHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="Load image" size={640}>
      {asked ? <LoadForm key={asked.subject.file} file={asked.subject.file} onClose={asked.close} /> : null}
    </Modal>
  );
}

const hints: Readonly<Record<ArchiveKind, string>> = {
  images: "",
  root: "This file looks like a root file system (docker export).",
  unknown: "What the file holds cannot be told before it is read, for example because it is compressed.",
};

function LoadForm({ file: given, onClose }: { file: string; onClose(): void }) {
  const engine = useEngine();
  const live = engine?.state === "live";
  const [file, setFile] = useState(given);
  const [how, setHow] = useState<"load" | "import">("load");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const transfers = useTransfersOf(engine?.id, "load", "import");
  useEffect(() => watchTransfers("load", "import"), []);
  const kind = useArchive(file.trim());
  useEffect(() => {
    if (kind === "root" || kind === "images") setHow(kind === "root" ? "import" : "load");
  }, [kind]);
  const tag = name.trim() ? imageTag.safeParse(name) : undefined;
  const problem = tag && !tag.success ? tag.error.issues[0]!.message : "";
  const path = file.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!engine || !live || !path) return;
    if (how === "load") void startLoad(engine.id, path);
    else if (!problem) void startImport(engine.id, path, name.trim());
  };
  const input = { engine: engine?.id ?? "", file: path };
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      <FileField
        kind="file"
        title="Load image"
        extensions={["tar", "gz", "tgz", "xz", "zst"]}
        value={file}
        error={tried && !path ? "Choose a file." : undefined}
        onChange={setFile}
      />
      <SegmentedControl
        aria-label="What the file holds"
        value={how}
        onChange={(next) => setHow(next as typeof how)}
        data={[
          { value: "load", label: "Saved images (docker load)" },
          { value: "import", label: "Root file system (docker import)" },
        ]}
      />
      {path && kind && hints[kind] ? <p className={styles.note}>{hints[kind]}</p> : null}
      {how === "import" ? (
        <TextInput
          label="Name of the image"
          placeholder="imported:1.0"
          description="Without one it has only its ID."
          spellCheck={false}
          classNames={{ input: form.mono }}
          value={name}
          error={tried && problem ? <Sentence text={problem} /> : undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      ) : null}
      {path ? (
        <DockerCommand
          command={[
            ...((how === "load"
              ? imagesApi.load.command?.(input)
              : imagesApi.import.command?.({ ...input, reference: problem ? "" : name.trim() })) ?? []),
          ]}
        />
      ) : null}
      {transfers.length > 0 ? (
        <div className={styles.list}>
          {transfers.map((each) => {
            const loaded = each.progress?.messages.map((line) => /^Loaded image: (\S+)$/.exec(line)?.[1]).find(Boolean);
            return (
              <TransferView
                key={each.id}
                transfer={each}
                onRun={
                  loaded
                    ? () => {
                        onClose();
                        void askRun({ image: loaded });
                      }
                    : undefined
                }
              />
            );
          })}
        </div>
      ) : null}
      <div className={form.buttons}>
        {transfers.some(({ state }) => state === "running") ? (
          <span className={styles.note}>It goes on when this is closed.</span>
        ) : null}
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button type="submit" disabled={!live} leftSection={<IconPackageImport size={15} aria-hidden />}>
          {how === "load" ? "Load" : "Import"}
        </Button>
      </div>
    </form>
  );
}

/** What the file holds, once typing pauses; undefined for one that cannot be read, which loading it tells. */
function useArchive(file: string): ArchiveKind | undefined {
  const [wanted] = useDebouncedValue(file, 200);
  const [kind, setKind] = useState<ArchiveKind>();
  useEffect(() => {
    let left = false;
    setKind(undefined);
    if (wanted)
      api.images.archive({ file: wanted }).then(
        (answer) => left || setKind(answer),
        () => undefined,
      );
    return () => {
      left = true;
    };
  }, [wanted]);
  return kind;
}
