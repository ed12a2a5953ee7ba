import { Button, Modal, TextInput } from "@mantine/core";
import { errorShape } from "@shared/errors.ts";
import { imagesApi, imageTag } from "@shared/images.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone } from "../components/notices.tsx";
import { Sentence } from "../components/sentence.tsx";
import { useImages } from "../inventory.ts";
import { refOf } from "./ref-of.ts";
import { type ImageRow, nameless } from "./rows.ts";
import styles from "./transfers.module.css";

const { ask, useAsked } = createAsking<ImageRow>();
/** Opens the dialog `Tag <image>`; resolves when it is closed. */
export const askTag = ask;

/** Shows what askTag asks; once in the page. */
export function TagHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title={`Tag ${asked?.subject.reference ?? ""}`}
      size={520}
    >
      {asked ? <TagForm row={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

const whole = (name: string) => (name.includes(":", name.lastIndexOf("/") + 1) ? name : `${name}:latest`);

function TagForm({ row, onClose }: { row: ImageRow; onClose(): void }) {
  const [to, setTo] = useState(row.tag === nameless ? "" : row.reference);
  const [failure, setFailure] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const parsed = imageTag.safeParse(to);
  const name = parsed.success ? whole(parsed.data) : "";
  const holder = useImages().rows.find(({ tags }) => tags.includes(name));
  const problem = parsed.success
    ? holder?.id === row.id
      ? `The image is called \`${name}\` already. Type another name.`
      : failure
    : parsed.error.issues[0]!.message;

  const tag = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem || !parsed.success) return;
    setBusy(true);
    try {
      await api.images.tag({ ...refOf(row), to: parsed.data });
      notifyDone(`Tagged ${name}.`);
      onClose();
    } catch (error) {
      setFailure(errorShape(error).message);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={tag} className={form.form} noValidate>
      <TextInput
        data-autofocus
        label="New name"
        description="With a registry in front to push it there: registry.example/team/app:1.2"
        spellCheck={false}
        classNames={{ input: form.mono }}
        value={to}
        error={tried && problem ? <Sentence text={problem} /> : undefined}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={({ currentTarget }) => {
          setTo(currentTarget.value);
          setFailure("");
          setTried(false);
        }}
      />
      {holder && holder.id !== row.id ? (
        <p role="status" className={styles.problem}>
          Another image has this name. It loses the name and keeps its other ones; without any it is dangling.
        </p>
      ) : null}
      {parsed.success ? (
        <DockerCommand command={[...(imagesApi.tag.command?.({ ...refOf(row), to: parsed.data }) ?? [])]} />
      ) : null}
      <div className={form.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          Tag
        </Button>
      </div>
    </form>
  );
}
