import { Button, Modal, TextInput } from "@mantine/core";
import { type Container, containerName, containersApi } from "@shared/containers.ts";
import { errorShape } from "@shared/errors.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { Sentence } from "../components/sentence.tsx";
import { useContainers } from "../inventory.ts";

const { ask, useAsked } = createAsking<Container>();
/** Opens the dialog `Rename <name>`; resolves when it is closed. */
export const askRename = ask;

/** Shows what askRename asks; once in the page. */
export function RenameHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title={`Rename ${asked?.subject.name ?? ""}`}
      size={460}
    >
      {asked ? <RenameForm container={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function RenameForm({ container, onClose }: { container: Container; onClose(): void }) {
  const { engine, id, name } = container;
  const [to, setTo] = useState(name);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const others = useContainers().rows.filter((other) => other.id !== id);
  const parsed = containerName.safeParse(to);
  const taken = others.find((other) => other.name === to.trim());
  const problem = !parsed.success
    ? to.trim()
      ? parsed.error.issues[0]!.message
      : "Type a name."
    : taken
      ? `Another container is called ${taken.name}. Choose a different name, or rename that one first.`
      : failure;

  const rename = async (event: FormEvent) => {
    event.preventDefault();
    if (problem || !parsed.success) return;
    if (parsed.data === name) return onClose();
    setBusy(true);
    try {
      await api.containers.rename({ engine, id, name, to: parsed.data });
      onClose();
    } catch (error) {
      setFailure(errorShape(error).message);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={rename} className={form.form} noValidate>
      <TextInput
        data-autofocus
        label="Name"
        value={to}
        error={problem ? <Sentence text={problem} /> : undefined}
        spellCheck={false}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={({ currentTarget }) => {
          setTo(currentTarget.value);
          setFailure("");
        }}
      />
      <DockerCommand command={[...(containersApi.rename.command?.({ engine, id, name, to: to.trim() }) ?? [])]} />
      <div className={form.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={problem !== ""}>
          Rename
        </Button>
      </div>
    </form>
  );
}
