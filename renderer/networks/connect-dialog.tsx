import { Button, Modal, Select, TextInput } from "@mantine/core";
import { errorShape } from "@shared/errors.ts";
import { connection, networksApi } from "@shared/networks.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone } from "../components/notices.tsx";
import { Sentence } from "../components/sentence.tsx";
import { useContainers, useEngine } from "../inventory.ts";
import styles from "./networks.module.css";
import type { NetworkRow } from "./rows.ts";

const { ask, useAsked } = createAsking<NetworkRow>();
/** Opens the dialog that connects a container to this network. */
export const askConnect = ask;

/** Shows what askConnect asks; once in the page. */
export function ConnectHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title={`Connect a container to ${asked?.subject.name ?? ""}`}
      size={520}
    >
      {asked ? <ConnectForm network={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function ConnectForm({ network, onClose }: { network: NetworkRow; onClose(): void }) {
  const live = useEngine()?.state === "live";
  const containers = useContainers().rows.filter(
    ({ id }) => !network.members.some(({ container }) => container.id === id),
  );
  const [id, setId] = useState<string | null>(null);
  const [aliases, setAliases] = useState("");
  const [address, setAddress] = useState("");
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const chosen = containers.find((container) => container.id === id);
  const parsed = connection.safeParse({
    engine: network.engine,
    id: network.id,
    name: network.name,
    container: { id: chosen?.id ?? "", name: chosen?.name ?? "" },
    aliases: aliases.split(/[\s,]+/).filter(Boolean),
    address,
  });
  const fault = (field: string) =>
    parsed.success ? "" : (parsed.error.issues.find(({ path }) => path[0] === field)?.message ?? "");
  const connect = async (event: FormEvent) => {
    event.preventDefault();
    if (!parsed.success) return;
    setBusy(true);
    try {
      await api.networks.connect(parsed.data);
      notifyDone(`Connected ${chosen?.name} to ${network.name}.`);
      onClose();
    } catch (error) {
      setFailure(errorShape(error).message);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={connect} className={form.form} noValidate>
      <Select
        data-autofocus
        label="Container"
        placeholder="Choose one"
        searchable
        nothingFoundMessage="No other container"
        data={containers.map((container) => ({ value: container.id, label: container.name }))}
        value={id}
        onChange={setId}
      />
      <TextInput
        label="Aliases"
        description="Names by which others on this network find it, with spaces in between"
        spellCheck={false}
        value={aliases}
        error={aliases && fault("aliases") ? <Sentence text={fault("aliases")} /> : undefined}
        onChange={({ currentTarget }) => setAliases(currentTarget.value)}
      />
      <TextInput
        label="Address"
        placeholder="The engine gives one"
        spellCheck={false}
        classNames={{ input: form.mono }}
        value={address}
        error={address && fault("address") ? <Sentence text={fault("address")} /> : undefined}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
      />
      {parsed.success ? <DockerCommand command={[...(networksApi.connect.command?.(parsed.data) ?? [])]} /> : null}
      {failure ? (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      ) : null}
      <div className={form.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={!live || !parsed.success}>
          Connect
        </Button>
      </div>
    </form>
  );
}
