import { Button, Modal, TextInput } from "@mantine/core";
import { errorShape } from "@shared/errors.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import styles from "./connect-dialog.module.css";

/** Asks for the address of an engine and shows that engine; an address that is none is said under the field. */
export function ConnectDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Connect to an engine" size={460}>
      <ConnectForm onClose={onClose} />
    </Modal>
  );
}

function ConnectForm({ onClose }: { onClose(): void }) {
  const [host, setHost] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  const connect = async (event: FormEvent) => {
    event.preventDefault();
    if (!host.trim()) return setProblem("Type the address of an engine, for example unix:///var/run/docker.sock.");
    setBusy(true);
    try {
      await api.engine.connect({ host: host.trim() });
      onClose();
    } catch (error) {
      setProblem(errorShape(error).message);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={connect} className={styles.form} noValidate>
      <TextInput
        data-autofocus
        label="Address"
        description="unix:///path/to.sock, npipe:////./pipe/name, tcp://host:2375 or ssh://user@host"
        placeholder="unix:///run/user/1000/docker.sock"
        value={host}
        error={problem}
        classNames={{ input: styles.input }}
        onChange={({ currentTarget }) => {
          setHost(currentTarget.value);
          setProblem("");
        }}
      />
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          Connect
        </Button>
      </div>
    </form>
  );
}
