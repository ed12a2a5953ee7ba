import { Button, Modal, Radio, TextInput } from "@mantine/core";
import type { CopyProgress as Copied } from "@shared/files.ts";
import type { Snapshot } from "@shared/volumes.ts";
import { volumeName, volumesApi } from "@shared/volumes.ts";
import type { Stream } from "@shared/wire.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { Sentence } from "../components/sentence.tsx";
import { CopyProgress } from "../files/copy-progress.tsx";
import { useCopying } from "../files/use-copying.ts";
import { useContainers, useEngine, useVolumes } from "../inventory.ts";
import styles from "./volumes.module.css";

/** What is copied where. */
export type CopySubject =
  | { readonly kind: "backup" | "clone" | "snapshot"; readonly engine: string; readonly name: string }
  | { readonly kind: "restore"; readonly engine: string }
  | { readonly kind: "restore-snapshot"; readonly engine: string; readonly snapshot: Snapshot };

const { ask, useAsked } = createAsking<CopySubject>();
/** Opens the dialog of one copy; resolves when it is closed. */
export const askCopy = ask;

const titleOf = (subject: CopySubject): string => {
  switch (subject.kind) {
    case "backup":
      return `Back up ${subject.name}`;
    case "clone":
      return `Clone ${subject.name}`;
    case "snapshot":
      return `Take snapshot of ${subject.name}`;
    case "restore":
      return "Restore volume";
    case "restore-snapshot":
      return `Restore snapshot ${subject.snapshot.name}`;
  }
};
const verbs = {
  backup: "Back up",
  clone: "Clone",
  snapshot: "Take snapshot",
  restore: "Restore",
  "restore-snapshot": "Restore",
};

/** Shows what askCopy asks; once in the page. */
export function CopyHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title={asked ? titleOf(asked.subject) : ""}
      size={600}
      // Closing it ends the copy: only Cancel, Escape and the cross do.
      closeOnClickOutside={false}
    >
      {asked ? <CopyForm subject={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function CopyForm({ subject, onClose }: { subject: CopySubject; onClose(): void }) {
  const { kind, engine } = subject;
  const live = useEngine()?.state === "live";
  const volumes = useVolumes().rows;
  const source = "name" in subject ? subject.name : kind === "restore-snapshot" ? subject.snapshot.volume : "";
  const running = useContainers().rows.filter(
    ({ state, mounts }) =>
      (state === "running" || state === "paused" || state === "restarting") &&
      mounts.some((mount) => mount.type === "volume" && mount.source === source && mount.writable),
  );
  const reads = kind === "backup" || kind === "clone" || kind === "snapshot";
  const [file, setFile] = useState("");
  const [name, setName] = useState(
    kind === "clone" ? `${source}-copy` : kind === "restore-snapshot" ? `${source}-restored` : "",
  );
  const [writers, setWriters] = useState<"stop" | "leave">("stop");
  const [tried, setTried] = useState(false);
  const copying = useCopying();
  const needsFile = kind === "backup" || kind === "restore";
  const parsedName = volumeName.safeParse(name);
  const needsName = kind === "clone" || kind === "restore" || kind === "restore-snapshot";
  const taken = needsName && kind !== "restore" && volumes.some((volume) => volume.name === name.trim());
  const nameFault = !needsName
    ? kind === "snapshot" && !name.trim()
      ? "A snapshot needs a name."
      : ""
    : parsedName.success
      ? taken
        ? "There is a volume of that name. Choose another."
        : ""
      : parsedName.error.issues[0]!.message;
  const fileFault = !needsFile
    ? ""
    : !file.trim()
      ? "Choose a file."
      : kind === "backup" && !/\.tar(?:\.gz|\.zst)?$/.test(file.trim())
        ? "The file's name ends with `.tar.zst`, `.tar.gz` or `.tar`."
        : "";
  const to = name.trim();
  const ref = { engine, name: source };
  const command = (): readonly string[] => {
    switch (kind) {
      case "backup":
        return volumesApi.backup.command?.({ ...ref, file, writers }) ?? [];
      case "clone":
        return volumesApi.clone.command?.({ ...ref, to, writers }) ?? [];
      case "snapshot":
        return volumesApi.takeSnapshot.command?.({ ...ref, title: to, writers }) ?? [];
      case "restore":
        return volumesApi.restore.command?.({ engine, name: to, driver: "local", options: [], labels: [], file }) ?? [];
      case "restore-snapshot":
        return volumesApi.restoreSnapshot.command?.({ engine, id: subject.snapshot.id, volume: source, to }) ?? [];
    }
  };
  const begin = (): Promise<Stream<Copied>> => {
    switch (kind) {
      case "backup":
        return api.volumes.backup({ ...ref, file: file.trim(), writers });
      case "clone":
        return api.volumes.clone({ ...ref, to, writers });
      case "snapshot":
        return api.volumes.takeSnapshot({ ...ref, title: to, writers });
      case "restore":
        return api.volumes.restore({ engine, name: to, file: file.trim() });
      case "restore-snapshot":
        return api.volumes.restoreSnapshot({ engine, id: subject.snapshot.id, volume: source, to });
    }
  };
  const done = copying.progress?.stage === "done" && !copying.busy;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameFault || fileFault || !live) return;
    const last = await copying.start(begin());
    if (!last) return;
    notifyDone(
      { backup: `Backed up ${source}.`, clone: `Cloned ${source}.`, snapshot: `Took a snapshot of ${source}.` }[
        kind as string
      ] ?? `Restored ${to}.`,
    );
    // What should be known of it stays to be read.
    if (last.notes.length === 0) onClose();
  };
  const choose = () =>
    api.app
      .choose({
        kind: kind === "backup" ? "save" : "file",
        title: titleOf(subject),
        extensions: ["tar.zst", "tar.gz", "tar"],
        ...(kind === "backup" ? { path: `${source}.tar.zst` } : {}),
      })
      .then((chosen) => {
        if (chosen) setFile(chosen);
        copying.forget();
      }, notifyError);

  return (
    <form onSubmit={submit} className={form.form} noValidate>
      {needsFile ? (
        <div className={styles.file}>
          <TextInput
            data-autofocus
            label="File"
            placeholder={kind === "backup" ? `/home/me/${source}.tar.zst` : "/home/me/volume.tar.zst"}
            spellCheck={false}
            classNames={{ input: form.mono }}
            value={file}
            error={tried && fileFault ? <Sentence text={fileFault} /> : undefined}
            onChange={({ currentTarget }) => {
              setFile(currentTarget.value);
              copying.forget();
            }}
          />
          <Button variant="default" onClick={choose}>
            Choose…
          </Button>
        </div>
      ) : null}
      {needsName || kind === "snapshot" ? (
        <TextInput
          data-autofocus={needsFile ? undefined : true}
          label={kind === "snapshot" ? "Name" : "New volume"}
          spellCheck={false}
          value={name}
          error={tried && nameFault ? <Sentence text={nameFault} /> : undefined}
          onChange={({ currentTarget }) => {
            setName(currentTarget.value);
            copying.forget();
          }}
        />
      ) : null}
      {reads && running.length > 0 ? (
        <Radio.Group
          label={`${running.map((each) => each.name).join(", ")} may write into this volume`}
          value={writers}
          onChange={(value) => setWriters(value === "leave" ? "leave" : "stop")}
        >
          <Radio
            mt={8}
            value="stop"
            label="Stop while it is copied, then start again"
            description="Every file is as it was at one moment"
          />
          <Radio
            mt={8}
            value="leave"
            label="Copy while it runs"
            description="Not crash-consistent: files may be from different moments"
          />
        </Radio.Group>
      ) : null}
      <DockerCommand command={[...command()]} />
      <p className={styles.note}>
        Drydock does the same through a container that is made for it, never started, and removed again.
      </p>
      <CopyProgress busy={copying.busy} progress={copying.progress} failure={copying.failure} />
      <div className={form.buttons}>
        <Button variant="default" onClick={() => (copying.busy ? copying.cancel() : onClose())}>
          {done ? "Close" : "Cancel"}
        </Button>
        {done ? null : (
          <Button type="submit" loading={copying.busy} disabled={!live}>
            {verbs[kind]}
          </Button>
        )}
      </div>
    </form>
  );
}
