import { ActionIcon, Button, Checkbox, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { fault } from "./fault.tsx";
import styles from "./run.module.css";
import type { Problems, RunForm } from "./run-form.ts";

interface ListProps<Entry> {
  readonly title: string;
  /** What one entry is called, for example `port`. */
  readonly one: string;
  readonly entries: readonly Entry[];
  readonly empty: Entry;
  onChange(entries: readonly Entry[]): void;
  row(entry: Entry, at: number, set: (part: Partial<Entry>) => void): ReactNode;
}

/** A group of like entries, with a button to add one and one each to take it away. */
export function EntryList<Entry>({ title, one, entries, empty, onChange, row }: ListProps<Entry>) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{title}</legend>
      {entries.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity; all of their state is in the form
        <div key={at} className={styles.entry}>
          {row(entry, at, (part) =>
            onChange(entries.map((other, index) => (index === at ? { ...other, ...part } : other))),
          )}
          <ActionIcon
            aria-label={`Remove ${one} ${at + 1}`}
            onClick={() => onChange(entries.filter((_, index) => index !== at))}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        className={styles.add}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...entries, empty])}
      >
        Add {one}
      </Button>
    </fieldset>
  );
}

interface FieldProps {
  readonly form: RunForm;
  readonly problems: Problems;
  change(part: Partial<RunForm>): void;
}

export const PortsField = ({ form, problems, change }: FieldProps) => (
  <EntryList
    title="Ports"
    one="port"
    entries={form.ports}
    empty={{ host: "", container: "", protocol: "tcp" }}
    onChange={(ports) => change({ ports })}
    row={(port, at, set) => (
      <>
        <TextInput
          aria-label="Host port"
          placeholder="Host, or any free"
          inputMode="numeric"
          className={styles.grow}
          value={port.host}
          error={fault(problems, `ports.${at}.host`)}
          onChange={({ currentTarget }) => set({ host: currentTarget.value })}
        />
        <span className={styles.arrow} aria-hidden>
          →
        </span>
        <TextInput
          aria-label="Container port"
          placeholder="Container"
          inputMode="numeric"
          className={styles.grow}
          value={port.container}
          error={fault(problems, `ports.${at}.container`)}
          onChange={({ currentTarget }) => set({ container: currentTarget.value })}
        />
        <Select
          aria-label="Protocol"
          data={["tcp", "udp", "sctp"]}
          className={styles.short}
          value={port.protocol}
          onChange={(protocol) => set({ protocol: protocol ?? "tcp" })}
        />
      </>
    )}
  />
);

const sources: Record<string, string> = {
  volume: "Volume name",
  bind: "/path/on/the/host",
  tmpfs: "In memory",
};

export const MountsField = ({ form, problems, change }: FieldProps) => (
  <EntryList
    title="Mounts"
    one="mount"
    entries={form.mounts}
    empty={{ type: "volume", source: "", target: "", readOnly: false }}
    onChange={(mounts) => change({ mounts })}
    row={(mount, at, set) => (
      <>
        <Select
          aria-label="Mount type"
          data={["volume", "bind", "tmpfs"]}
          className={styles.short}
          value={mount.type}
          onChange={(type) => set({ type: type ?? "volume" })}
        />
        <TextInput
          aria-label="Source"
          placeholder={sources[mount.type]}
          className={styles.grow}
          disabled={mount.type === "tmpfs"}
          value={mount.type === "tmpfs" ? "" : mount.source}
          error={fault(problems, `mounts.${at}.source`)}
          onChange={({ currentTarget }) => set({ source: currentTarget.value })}
        />
        <span className={styles.arrow} aria-hidden>
          →
        </span>
        <TextInput
          aria-label="Path in the container"
          placeholder="/path/inside"
          className={styles.grow}
          value={mount.target}
          error={fault(problems, `mounts.${at}.target`)}
          onChange={({ currentTarget }) => set({ target: currentTarget.value })}
        />
        <Checkbox
          label="Read-only"
          className={styles.inline}
          checked={mount.readOnly}
          onChange={({ currentTarget }) => set({ readOnly: currentTarget.checked })}
        />
      </>
    )}
  />
);

type Pair = RunForm["environment"][number];

/** Takes lines such as `A=1` apart; undefined where the text is no such list. */
function pasted(text: string): Pair[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() && !line.startsWith("#"));
  if (!lines.every((line) => line.includes("="))) return undefined;
  return lines.map((line) => ({
    name: line.slice(0, line.indexOf("=")).trim(),
    value: line.slice(line.indexOf("=") + 1),
  }));
}

interface PairsProps<Field extends string> {
  readonly form: { readonly [Name in Field]: readonly Pair[] };
  readonly problems: Problems;
  readonly field: Field;
  readonly title: string;
  readonly one: string;
  change(part: { readonly [Name in Field]?: readonly Pair[] }): void;
}

/** The compiler does not see that a computed name is the field's. */
const only = <Field extends string>(field: Field, pairs: readonly Pair[]) =>
  ({ [field]: pairs }) as unknown as { readonly [Name in Field]: readonly Pair[] };

/** Names with values; several `NAME=value` lines pasted into a name fill as many entries. */
export const PairsField = <Field extends string>({ form, problems, change, field, title, one }: PairsProps<Field>) => (
  <EntryList
    title={title}
    one={one}
    entries={form[field]}
    empty={{ name: "", value: "" }}
    onChange={(pairs) => change(only(field, pairs))}
    row={(pair, at, set) => (
      <>
        <TextInput
          aria-label={`Name of ${one} ${at + 1}`}
          placeholder="NAME"
          className={styles.grow}
          value={pair.name}
          error={fault(problems, `${field}.${at}.name`)}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
          onPaste={(event) => {
            const pairs = pasted(event.clipboardData.getData("text"));
            if (!pairs || pairs.length === 0) return;
            event.preventDefault();
            change(only(field, [...form[field].slice(0, at), ...pairs, ...form[field].slice(at + 1)]));
          }}
        />
        <span className={styles.arrow} aria-hidden>
          =
        </span>
        <TextInput
          aria-label={`Value of ${one} ${at + 1}`}
          placeholder="value"
          className={styles.grow}
          value={pair.value}
          onChange={({ currentTarget }) => set({ value: currentTarget.value })}
        />
      </>
    )}
  />
);
