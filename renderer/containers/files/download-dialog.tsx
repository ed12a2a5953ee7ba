import { Button, Modal, TextInput } from "@mantine/core";
import { containerFilesApi } from "@shared/container-files.ts";
import type { ContainerRef } from "@shared/containers.ts";
import { IconDownload } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { api } from "../../api.ts";
import { DockerCommand } from "../../components/docker-command.tsx";
import form from "../../components/form.module.css";
import { inert } from "../../components/inert.ts";
import { notifyDone, notifyError } from "../../components/notices.tsx";
import { CopyProgress } from "../../files/copy-progress.tsx";
import { useCopying } from "../../files/use-copying.ts";
import { useEngine } from "../../inventory.ts";
import styles from "./files.module.css";

interface DownloadDialogProps {
  readonly container: ContainerRef;
  readonly path: string;
  onClose(): void;
}

const ownName = (path: string) => inert(path.slice(path.lastIndexOf("/") + 1));
/** The folder that was chosen last is where the next one goes too, most of the time. */
let lastFolder = "";

/** The dialog `Download <name>`: where to, and the docker line. Closing it while it copies stops the copy. */
export function DownloadDialog(props: DownloadDialogProps) {
  return (
    <Modal opened onClose={props.onClose} title={`Download ${ownName(props.path)}`} size={560}>
      <DownloadForm {...props} />
    </Modal>
  );
}

function DownloadForm({ container: { engine, id, name }, path, onClose }: DownloadDialogProps) {
  const live = useEngine()?.state === "live";
  const [to, setTo] = useState(lastFolder);
  const [tried, setTried] = useState(false);
  const copying = useCopying();
  const folder = to.trim();
  const done = !copying.busy && copying.progress?.stage === "done";
  const change = (next: string) => {
    setTo(next);
    copying.forget();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!folder || !live || copying.busy) return;
    const last = await copying.start(api.containerFiles.download({ engine, id, name, path, to: folder }));
    if (!last) return;
    lastFolder = folder;
    notifyDone(`Copied ${ownName(path)} to ${folder}.`);
    // What was left out is read before the dialog goes.
    if (last.notes.length === 0) onClose();
  };
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      <div className={styles.row}>
        <TextInput
          data-autofocus
          label="Folder"
          placeholder="/home/me/Downloads"
          spellCheck={false}
          classNames={{ input: form.mono }}
          value={to}
          error={tried && !folder ? "Choose a folder of this computer." : undefined}
          onChange={({ currentTarget }) => change(currentTarget.value)}
        />
        <Button
          variant="default"
          onClick={() =>
            api.app
              .choose({ kind: "folder", title: `Copy ${ownName(path)} to`, ...(folder ? { path: folder } : {}) })
              .then((chosen) => chosen && change(chosen), notifyError)
          }
        >
          Choose…
        </Button>
      </div>
      <DockerCommand
        command={[
          ...(containerFilesApi.download.command?.({ engine, id, name, path, to: folder || "/home/me/Downloads" }) ??
            []),
        ]}
      />
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
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            Download
          </Button>
        )}
      </div>
    </form>
  );
}
