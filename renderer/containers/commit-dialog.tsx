import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { type Container, commitCommand, commitInput } from "@shared/containers.ts";
import { errorShape } from "@shared/errors.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone } from "../components/notices.tsx";
import { Sentence } from "../components/sentence.tsx";
import { useImages } from "../inventory.ts";

const { ask, useAsked } = createAsking<Container>();
/** Opens the dialog `Commit <name>`; resolves when it is closed. */
export const askCommit = ask;

/** Shows what askCommit asks; once in the page. */
export function CommitHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title={`Commit ${asked?.subject.name ?? ""}`}
      size={520}
    >
      {asked ? <CommitForm container={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function CommitForm({ container, onClose }: { container: Container; onClose(): void }) {
  const { engine, id, name, mounts, state } = container;
  const [reference, setReference] = useState(
    `${name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")}:latest`,
  );
  const [message, setMessage] = useState("");
  const [author, setAuthor] = useState("");
  const [pause, setPause] = useState(true);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const images = useImages().rows;
  const parsed = commitInput.safeParse({ engine, id, name, reference, message, author, pause });
  const problem = parsed.error?.issues.find(({ path: [field] }) => field === "reference")?.message;
  const tagged =
    reference.trim() && !/:[^/]*$/.test(reference.trim()) ? `${reference.trim()}:latest` : reference.trim();
  const taken = images.some(({ tags }) => tags.includes(tagged));
  const kept = mounts.filter(({ type }) => type === "volume" || type === "bind").length;

  const commit = async (event: FormEvent) => {
    event.preventDefault();
    if (!parsed.data) return;
    setBusy(true);
    setFailure("");
    try {
      await api.containers.commit(parsed.data);
      notifyDone(`${tagged} was made of ${name}.`);
      onClose();
    } catch (error) {
      setFailure(errorShape(error).message);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={commit} className={form.form} noValidate>
      <TextInput
        data-autofocus
        label="Image"
        description={taken ? "This name moves from the image that has it now to the new one." : undefined}
        value={reference}
        spellCheck={false}
        error={problem ? <Sentence text={problem} /> : undefined}
        onChange={({ currentTarget }) => setReference(currentTarget.value)}
      />
      <TextInput
        label="Message"
        placeholder="What changed"
        value={message}
        onChange={({ currentTarget }) => setMessage(currentTarget.value)}
      />
      <TextInput
        label="Author"
        placeholder="Ada Lovelace <ada@example.com>"
        value={author}
        onChange={({ currentTarget }) => setAuthor(currentTarget.value)}
      />
      {state === "running" ? (
        <Checkbox
          label="Pause meanwhile"
          description="So that no file is caught half-written"
          checked={pause}
          onChange={({ currentTarget }) => setPause(currentTarget.checked)}
        />
      ) : null}
      {kept > 0 ? <p>What is in its {kept === 1 ? "mount" : `${kept} mounts`} does not go into the image.</p> : null}
      {failure ? (
        <p role="alert">
          <Sentence text={failure} />
        </p>
      ) : null}
      {parsed.data ? <DockerCommand command={commitCommand(parsed.data)} /> : null}
      <div className={form.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={!parsed.success}>
          Commit
        </Button>
      </div>
    </form>
  );
}
