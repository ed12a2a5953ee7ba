import { Checkbox, Select, TextInput } from "@mantine/core";
import { useNetworks } from "../inventory.ts";
import { fault } from "./fault.tsx";
import styles from "./run.module.css";
import type { Problems, RunForm } from "./run-form.ts";
import { PairsField } from "./run-lists.tsx";

interface MoreOptionsProps {
  readonly form: RunForm;
  readonly problems: Problems;
  change(part: Partial<RunForm>): void;
}

const restarts = [
  { value: "no", label: "Never" },
  { value: "on-failure", label: "On failure" },
  { value: "always", label: "Always" },
  { value: "unless-stopped", label: "Unless stopped" },
];

type TextField = "memory" | "cpus" | "user" | "workdir" | "hostname" | "entrypoint";
const texts: readonly { field: TextField; label: string; placeholder: string }[] = [
  { field: "memory", label: "Memory", placeholder: "No limit, or 512m" },
  { field: "cpus", label: "CPUs", placeholder: "No limit, or 0.5" },
  { field: "entrypoint", label: "Entrypoint", placeholder: "As the image says" },
  { field: "workdir", label: "Working directory", placeholder: "As the image says" },
  { field: "user", label: "User", placeholder: "As the image says" },
  { field: "hostname", label: "Host name", placeholder: "Its short ID" },
];

type Choice = "publishAll" | "init" | "readOnly" | "privileged";
const choices: readonly { field: Choice; label: string; description: string }[] = [
  { field: "publishAll", label: "Publish all exposed ports", description: "Each on a free port of the host" },
  { field: "init", label: "Init process", description: "Passes signals on and reaps processes that ended" },
  { field: "readOnly", label: "Read-only file system", description: "Only mounts can be written" },
  { field: "privileged", label: "Privileged", description: "Full access to the host: only for images you trust" },
];

/** The less common options of `docker run`. */
export function MoreOptions({ form, problems, change }: MoreOptionsProps) {
  const networks = useNetworks().rows;
  return (
    <>
      <div className={styles.pair}>
        <Select
          label="Network"
          data={[
            { value: "", label: "Default (bridge)" },
            ...networks.map(({ name }) => name).filter((name) => name !== "bridge"),
          ]}
          value={form.network}
          onChange={(network) => change({ network: network ?? "" })}
        />
        <Select
          label="Restart policy"
          data={restarts}
          value={form.restart}
          error={fault(problems, "restart")}
          onChange={(restart) => change({ restart: restart ?? "no" })}
        />
        {texts.map(({ field, label, placeholder }) => (
          <TextInput
            key={field}
            label={label}
            placeholder={placeholder}
            spellCheck={false}
            value={form[field]}
            error={fault(problems, field)}
            onChange={({ currentTarget }) => change({ [field]: currentTarget.value })}
          />
        ))}
      </div>
      <PairsField form={form} problems={problems} change={change} field="labels" title="Labels" one="label" />
      <div className={styles.pair}>
        {choices.map(({ field, label, description }) => (
          <Checkbox
            key={field}
            label={label}
            description={description}
            checked={form[field]}
            onChange={({ currentTarget }) => change({ [field]: currentTarget.checked })}
          />
        ))}
      </div>
    </>
  );
}
