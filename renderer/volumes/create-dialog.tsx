import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { errorShape } from "@shared/errors.ts";
import { createVolumeCommand, newVolume } from "@shared/volumes.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone } from "../components/notices.tsx";
import { Sentence } from "../components/sentence.tsx";
import { useEngine, useVolumes } from "../inventory.ts";
import { readPairs } from "./pairs.ts";
import styles from "./volumes.module.css";

const { ask, useAsked } = createAsking<"create">();
/** Opens the dialog `Create volume`. */
export const askCreateVolume = () => ask("create");

/** Shows what askCreateVolume asks; once in the page. */
export function CreateVolumeHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="Create volume" size={560}>
      {asked ? <CreateForm onClose={asked.close} /> : null}
    </Modal>
  );
}

function CreateForm({ onClose }: { onClose(): void }) {
  const engine = useEngine();
  const volumes = useVolumes().rows;
  const [typed, setTyped] = useState({ name: "", driver: "local", options: "", labels: "" });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const options = readPairs(typed.options);
  const labels = readPairs(typed.labels);
  const parsed = newVolume.safeParse({
    engine: engine?.id ?? "",
    name: typed.name.trim(),
    driver: typed.driver,
    options: options.pairs,
    labels: labels.pairs,
  });
  const fault = (field: string) =>
    parsed.success ? "" : (parsed.error.issues.find(({ path }) => path[0] === field)?.message ?? "");
  const nameFault =
    fault("name") || (volumes.some(({ name }) => name === typed.name.trim()) ? "There is a volume of that name." : "");
  const faults = {
    name: nameFault && typed.name.trim() ? nameFault : "",
    driver: fault("driver") && "Type the name of a driver, for example `local`.",
    options: options.problem,
    labels: labels.problem,
  };
  const right = parsed.success && !Object.values(faults).some(Boolean);
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    spellCheck: false,
    classNames: { input: form.mono },
    error: faults[name] && (tried || name === "name") ? <Sentence text={faults[name]} /> : undefined,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      const { value } = currentTarget;
      setTyped((before) => ({ ...before, [name]: value }));
      setFailure("");
    },
  });
  const create = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!right || !parsed.success) return;
    setBusy(true);
    try {
      const { name } = await api.volumes.create(parsed.data);
      notifyDone(`Created ${name}.`);
      onClose();
    } catch (error) {
      setFailure(errorShape(error).message);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={create} className={form.form} noValidate>
      <TextInput data-autofocus label="Name" placeholder="Docker makes one up" {...field("name")} />
      <TextInput label="Driver" {...field("driver")} />
      <Textarea
        label="Driver options"
        description="One name=value a line, for example type=tmpfs"
        autosize
        minRows={2}
        maxRows={6}
        {...field("options")}
      />
      <Textarea
        label="Labels"
        description="One name=value a line"
        autosize
        minRows={2}
        maxRows={6}
        {...field("labels")}
      />
      {parsed.success ? <DockerCommand command={createVolumeCommand(parsed.data)} /> : null}
      {failure ? (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      ) : null}
      <div className={form.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={engine?.state !== "live"}>
          Create
        </Button>
      </div>
    </form>
  );
}
