import { ActionIcon, Button, PasswordInput, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import form from "../components/form.module.css";
import { fault } from "../images/fault.tsx";
import run from "../images/run.module.css";
import type { Problems } from "../images/run-form.ts";
import { EntryList } from "../images/run-lists.tsx";
import type { BuildForm } from "./build-form.ts";

interface TagsProps {
  readonly tags: readonly string[];
  readonly problems: Problems;
  onChange(tags: readonly string[]): void;
}

/** The names that the image gets; the first is called `Tag`. */
export const TagsField = ({ tags, problems, onChange }: TagsProps) => (
  <div className={run.group}>
    {tags.map((tag, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: tags have no identity; all of their state is in the form
      <div key={at} className={run.entry}>
        <TextInput
          label={at === 0 ? "Tag" : undefined}
          aria-label={at === 0 ? undefined : `Tag ${at + 1}`}
          placeholder="app:1.0"
          spellCheck={false}
          className={run.grow}
          classNames={{ input: form.mono }}
          value={tag}
          error={fault(problems, `tags.${at}`)}
          onChange={({ currentTarget }) =>
            onChange(tags.map((old, other) => (other === at ? currentTarget.value : old)))
          }
        />
        {at > 0 ? (
          <ActionIcon
            aria-label={`Remove tag ${at + 1}`}
            onClick={() => onChange(tags.filter((_, other) => other !== at))}
          >
            <IconX size={15} />
          </ActionIcon>
        ) : null}
      </div>
    ))}
    <Button
      size="compact-sm"
      variant="subtle"
      className={run.add}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => onChange([...tags, ""])}
    >
      Add tag
    </Button>
  </div>
);

type Secret = BuildForm["secrets"][number];
const emptySecret: Secret = { id: "", from: "file", file: "", value: "" };

interface SecretsProps {
  readonly secrets: readonly Secret[];
  readonly problems: Problems;
  onChange(secrets: readonly Secret[]): void;
}

/** What `RUN --mount=type=secret` may read: it is in no layer, no log and no history. */
export const SecretsField = ({ secrets, problems, onChange }: SecretsProps) => (
  <EntryList
    title="Secrets"
    one="secret"
    entries={secrets}
    empty={emptySecret}
    onChange={onChange}
    row={(secret, at, set) => (
      <>
        <TextInput
          aria-label={`Name of secret ${at + 1}`}
          placeholder="token"
          spellCheck={false}
          className={run.grow}
          value={secret.id}
          error={fault(problems, `secrets.${at}.id`)}
          onChange={({ currentTarget }) => set({ id: currentTarget.value })}
        />
        <Select
          aria-label={`Source of secret ${at + 1}`}
          className={run.short}
          data={[
            { value: "file", label: "File" },
            { value: "value", label: "Typed" },
          ]}
          value={secret.from}
          onChange={(from) => set({ from: from === "value" ? "value" : "file" })}
        />
        {secret.from === "file" ? (
          <TextInput
            aria-label={`File of secret ${at + 1}`}
            placeholder="/home/me/token.txt"
            spellCheck={false}
            className={run.grow}
            value={secret.file}
            error={fault(problems, `secrets.${at}.value`)}
            onChange={({ currentTarget }) => set({ file: currentTarget.value })}
          />
        ) : (
          <PasswordInput
            aria-label={`Value of secret ${at + 1}`}
            placeholder="Kept nowhere"
            className={run.grow}
            autoComplete="off"
            value={secret.value}
            error={fault(problems, `secrets.${at}.value`)}
            onChange={({ currentTarget }) => set({ value: currentTarget.value })}
          />
        )}
      </>
    )}
  />
);
