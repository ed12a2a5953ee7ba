import { Button, Checkbox, Modal, Textarea, TextInput } from "@mantine/core";
import { errorShape } from "@shared/errors.ts";
import { createNetworkCommand, newNetwork } from "@shared/networks.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone } from "../components/notices.tsx";
import { Sentence } from "../components/sentence.tsx";
import { useEngine, useNetworks } from "../inventory.ts";
import { readPairs } from "../volumes/pairs.ts";
import styles from "./networks.module.css";

const { ask, useAsked } = createAsking<"create">();
/** Opens the dialog `Create network`. */
export const askCreateNetwork = () => ask("create");

/** Shows what askCreateNetwork asks; once in the page. */
export function CreateNetworkHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="Create network" size={560}>
      {asked ? <CreateForm onClose={asked.close} /> : null}
    </Modal>
  );
}

const choices = [
  { id: "ipv6", label: "IPv6", description: "Addresses of IPv6 too" },
  { id: "internal", label: "Internal", description: "No way in or out: only its containers reach each other" },
  { id: "attachable", label: "Attachable", description: "Containers outside of a swarm's services may join" },
] as const;

function CreateForm({ onClose }: { onClose(): void }) {
  const engine = useEngine();
  const networks = useNetworks().rows;
  const [typed, setTyped] = useState({ name: "", driver: "bridge", subnet: "", gateway: "", labels: "" });
  const [chosen, setChosen] = useState({ ipv6: false, internal: false, attachable: false });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const labels = readPairs(typed.labels);
  const parsed = newNetwork.safeParse({ engine: engine?.id ?? "", ...typed, ...chosen, labels: labels.pairs });
  const fault = (field: string) => {
    if (field === "labels" && labels.problem) return labels.problem;
    if (field === "name" && networks.some(({ name }) => name === typed.name.trim()))
      return "There is a network of that name. Choose another.";
    if (field === "gateway" && typed.gateway.trim() && !typed.subnet.trim()) return "A gateway needs a subnet.";
    return parsed.success ? "" : (parsed.error.issues.find(({ path }) => path[0] === field)?.message ?? "");
  };
  const right = parsed.success && Object.keys(typed).every((field) => !fault(field));
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    spellCheck: false,
    classNames: { input: form.mono },
    error: fault(name) && (tried || typed[name].trim() !== "") ? <Sentence text={fault(name)} /> : undefined,
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
      const { warning } = await api.networks.create(parsed.data);
      notifyDone(`Created ${parsed.data.name}.${warning ? ` ${warning}` : ""}`);
      onClose();
    } catch (error) {
      setFailure(errorShape(error).message);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={create} className={form.form} noValidate>
      <TextInput data-autofocus label="Name" {...field("name")} />
      <div className={styles.pair}>
        <TextInput label="Driver" {...field("driver")} />
        <span />
        <TextInput label="Subnet" placeholder="The engine chooses one" {...field("subnet")} />
        <TextInput label="Gateway" placeholder="The first address" {...field("gateway")} />
      </div>
      {choices.map(({ id, label, description }) => (
        <Checkbox
          key={id}
          label={label}
          description={description}
          checked={chosen[id]}
          onChange={({ currentTarget: { checked } }) => setChosen((before) => ({ ...before, [id]: checked }))}
        />
      ))}
      <Textarea
        label="Labels"
        description="One name=value a line"
        autosize
        minRows={2}
        maxRows={6}
        {...field("labels")}
      />
      {parsed.success ? <DockerCommand command={createNetworkCommand(parsed.data)} /> : null}
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
