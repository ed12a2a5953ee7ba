import { Button, Modal } from "@mantine/core";
import { imagesApi } from "@shared/images.ts";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { counted } from "../components/format.ts";
import { useEngine } from "../inventory.ts";
import { FileField } from "./file-field.tsx";
import { refOf } from "./ref-of.ts";
import type { ImageRow } from "./rows.ts";
import { TransferView } from "./transfer-view.tsx";
import styles from "./transfers.module.css";
import { startSave, useTransfersOf, watchTransfers } from "./transfers.ts";

const { ask, useAsked } = createAsking<readonly ImageRow[]>();
/** Opens the dialog that saves these images to one file; without any it shows the saves that are under way. */
export const askSave = ask;

const titleOf = (rows: readonly ImageRow[]): string =>
  rows.length === 1
    ? `Save ${rows[0]!.reference}`
    : rows.length === 0
      ? "Save"
      : `Save ${counted(rows.length, "image")}`;

/** Shows what askSave asks; once in the page. */
export function SaveHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title={titleOf(asked?.subject ?? [])} size={640}>
      {asked ? <SaveForm rows={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

/** A file name that every system takes. */
const fileName = (reference: string) => `${reference.replace(/[^\w.-]+/g, "-")}.tar`;

function SaveForm({ rows, onClose }: { rows: readonly ImageRow[]; onClose(): void }) {
  const engine = useEngine();
  const live = engine?.state === "live";
  const [file, setFile] = useState("");
  const [tried, setTried] = useState(false);
  const saves = useTransfersOf(engine?.id, "save");
  useEffect(() => watchTransfers("save"), []);
  const images = rows.map(refOf);
  const running = saves.some(({ state }) => state === "running");
  const name = rows.length === 1 ? fileName(rows[0]!.reference) : "images.tar";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (engine && live && file.trim()) void startSave(engine.id, images, file.trim());
  };
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      {rows.length > 0 ? (
        <>
          <FileField
            kind="save"
            title={titleOf(rows)}
            extensions={["tar"]}
            suggested={name}
            value={file}
            error={tried && !file.trim() ? "Choose where to save it." : undefined}
            onChange={setFile}
          />
          <DockerCommand
            command={[
              ...(imagesApi.save.command?.({ engine: engine?.id ?? "", images, file: file.trim() || name }) ?? []),
            ]}
          />
        </>
      ) : null}
      {saves.length > 0 ? (
        <div className={styles.list}>
          {saves.map((each) => (
            <TransferView key={each.id} transfer={each} />
          ))}
        </div>
      ) : null}
      <div className={form.buttons}>
        {running ? <span className={styles.note}>It goes on when this is closed.</span> : null}
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {rows.length > 0 ? (
          <Button type="submit" disabled={!live} leftSection={<IconDeviceFloppy size={15} aria-hidden />}>
            Save
          </Button>
        ) : null}
      </div>
    </form>
  );
}
