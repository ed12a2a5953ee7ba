import { Button, Modal, TextInput } from "@mantine/core";
import { containerFilesApi } from "@shared/container-files.ts";
import type { ContainerRef } from "@shared/containers.ts";
import { IconUpload } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { api } from "../../api.ts";
import { confirmDestructive } from "../../components/confirm.tsx";
import { DockerCommand } from "../../components/docker-command.tsx";
import form from "../../components/form.module.css";
import { counted } from "../../components/format.ts";
import { inert } from "../../components/inert.ts";
import { notifyDone, notifyError } from "../../components/notices.tsx";
import { CopyProgress } from "../../files/copy-progress.tsx";
import { useCopying } from "../../files/use-copying.ts";
import { useEngine } from "../../inventory.ts";
import styles from "./files.module.css";

interface UploadDialogProps {
  readonly container: ContainerRef;
  /** The folder in the container. */
  readonly path: string;
  /** What was dropped; empty to choose. */
  readonly sources: readonly string[];
  /** Something is in the folder that was not there before. */
  onCopied(): void;
  onClose(): void;
}

const ownName = (path: string) =>
  path
    .replace(/[/\\]+$/, "")
    .split(/[/\\]/)
    .at(-1) ?? path;

/** The dialog `Upload to <folder>`: what, and the docker line of each. What is there already is asked about first. */
export function UploadDialog(props: UploadDialogProps) {
  return (
    <Modal opened onClose={props.onClose} title={`Upload to ${inert(props.path)}`} size={560}>
      <UploadForm {...props} />
    </Modal>
  );
}

function UploadForm({ container, path, sources, onCopied, onClose }: UploadDialogProps) {
  const { engine, id, name } = container;
  const live = useEngine()?.state === "live";
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const [failed, setFailed] = useState("");
  const copying = useCopying();
  const chosen = sources.length > 0 ? sources : typed.trim() ? [typed.trim()] : [];
  const done = !copying.busy && copying.progress?.stage === "done";
  const change = (next: string) => {
    setTyped(next);
    setFailed("");
    copying.forget();
  };
  const command = (from: string) => [
    ...(containerFilesApi.upload.command?.({ engine, id, name, path, from, replace: false }) ?? []),
  ];
  const choose = (kind: "file" | "folder") =>
    api.app.choose({ kind, title: `Copy a ${kind} into ${name}` }).then((next) => next && change(next), notifyError);

  const upload = async () => {
    const names = chosen.map(ownName);
    const existing = await api.containerFiles.existing({ engine, id, name, path, names });
    if (
      existing.length > 0 &&
      !(await confirmDestructive({
        title:
          existing.length === 1
            ? `Replace ${inert(existing[0]!)}?`
            : `Replace ${existing.length} names in ${inert(path)}?`,
        body: `${existing.length === 1 ? "It is" : "They are"} in ${inert(path)} of ${name} already. Files of the same name are overwritten; what is only in the container stays.`,
        ...(existing.length > 1 ? { items: existing.map(inert) } : {}),
        command: chosen.map(command),
        confirmLabel: "Replace",
      }))
    )
      return;
    let notes = 0;
    for (const from of chosen) {
      const replace = existing.includes(ownName(from));
      const last = await copying.start(api.containerFiles.upload({ engine, id, name, path, from, replace }));
      if (!last) return;
      notes += last.notes.length;
      onCopied();
    }
    notifyDone(
      `Copied ${names.length === 1 ? inert(names[0]!) : counted(names.length, "item")} to ${inert(path)} of ${name}.`,
    );
    if (notes === 0) onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailed("");
    if (chosen.length > 0 && live && !copying.busy)
      upload().catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
  };
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      {sources.length > 0 ? (
        <ul className={styles.sources} aria-label="Files and folders">
          {sources.map((source) => (
            <li key={source}>{inert(source)}</li>
          ))}
        </ul>
      ) : (
        <div className={styles.row}>
          <TextInput
            data-autofocus
            label="File or folder"
            placeholder="/home/me/site"
            spellCheck={false}
            classNames={{ input: form.mono }}
            value={typed}
            error={tried && chosen.length === 0 ? "Choose a file or folder of this computer." : undefined}
            onChange={({ currentTarget }) => change(currentTarget.value)}
          />
          <Button variant="default" onClick={() => void choose("file")}>
            Choose file…
          </Button>
          <Button variant="default" onClick={() => void choose("folder")}>
            Choose folder…
          </Button>
        </div>
      )}
      <DockerCommand command={(chosen.length > 0 ? chosen : ["/home/me/site"]).map(command)} />
      <p className={styles.hint}>What is copied belongs to root in the container, as with docker cp.</p>
      {failed ? <CopyProgress busy={false} failure={{ code: "INVALID", message: failed }} /> : null}
      <CopyProgress busy={copying.busy} progress={copying.progress} failure={copying.failure} />
      <div className={form.buttons}>
        <Button variant="default" onClick={() => (copying.busy ? copying.cancel() : onClose())}>
          {done ? "Close" : "Cancel"}
        </Button>
        {done ? null : (
          <Button
            type="submit"
            loading={copying.busy}
            disabled={!live}
            leftSection={<IconUpload size={15} aria-hidden />}
          >
            Upload
          </Button>
        )}
      </div>
    </form>
  );
}
