import { ActionIcon, Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { type ComposeSource, projectName } from "@shared/compose.ts";
import { errorShape } from "@shared/errors.ts";
import { IconArrowBarUp, IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../api.ts";
import form from "../components/form.module.css";
import { counted } from "../components/format.ts";
import { Sentence } from "../components/sentence.tsx";
import { Loading } from "../components/state.tsx";
import styles from "./compose.module.css";
import { FindingList, ProblemList } from "./findings.tsx";
import { type Opening, useOpening } from "./opening.ts";
import { askUpOf } from "./up-dialog.tsx";
import { useOpened } from "./use-opened.ts";

/** Shows what openComposePath and openComposeFiles ask for; once in the Compose page. */
export function OpenHost({ engine }: { engine: string }) {
  const asked = useOpening();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="Open compose file" size={640}>
      {asked ? <OpenForm engine={engine} opening={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function OpenForm({ engine, opening, onClose }: { engine: string; opening: Opening; onClose(): void }) {
  /** Files and name that were chosen here; until then those that were found. */
  const [chosen, setChosen] = useState<Opening>(opening);
  const { opened, error, reading } = useOpened(chosen);
  const [typed, setTyped] = useState<string>();
  const [failure, setFailure] = useState("");
  if (!opened) return reading ? <Loading>Reading…</Loading> : <p role="alert">{error?.message}</p>;
  const source = opened.source;
  const name = typed ?? opened.name;
  const parsed = projectName.safeParse(name);
  const errors = opened.problems.filter(({ severity }) => severity === "error");
  const change = (part: Partial<ComposeSource>) => setChosen({ name: opened.name, source: { ...source, ...part } });
  const add = async (field: "files" | "envFiles", title: string) => {
    const path = await api.app.choose({
      kind: "file",
      title,
      path: opened.directory,
      extensions: field === "files" ? ["yaml", "yml"] : [],
    });
    if (path) change({ [field]: [...source[field], path] });
  };
  const remember = async (): Promise<boolean> => {
    try {
      await api.compose.remember({ name, source });
      onClose();
      return true;
    } catch (thrown) {
      setFailure(errorShape(thrown).message);
      return false;
    }
  };

  return (
    <div className={form.form}>
      <FileList title="Compose files" files={source.files} onRemove={(files) => change({ files })} least={1}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => void add("files", "Add a Compose file")}
        >
          Add file
        </Button>
      </FileList>
      <FileList title="Env files" files={source.envFiles} onRemove={(envFiles) => change({ envFiles })} least={0}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => void add("envFiles", "Add an env file")}
        >
          Add env file
        </Button>
      </FileList>
      <TextInput
        label="Project name"
        description="Compose tells projects apart by this name."
        value={name}
        error={parsed.success ? undefined : <Sentence text={parsed.error.issues[0]!.message} />}
        spellCheck={false}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <Profiles all={opened.profiles} on={source.profiles} onChange={(profiles) => change({ profiles })} />
      {opened.model ? (
        <p className={styles.quiet}>
          {counted(opened.model.services.length, "service")}: {opened.model.services.map((one) => one.name).join(", ")}
        </p>
      ) : null}
      <ProblemList problems={opened.problems} />
      <FindingList opened={opened} />
      {failure ? <p role="alert">{failure}</p> : null}
      <div className={`${form.buttons} ${styles.dialogButtons}`}>
        <span className={styles.quiet}>Nothing is started by opening it.</span>
        <Button variant="default" disabled={!parsed.success} onClick={() => void remember()}>
          Add to projects
        </Button>
        <Button
          leftSection={<IconArrowBarUp size={15} aria-hidden />}
          disabled={!parsed.success || errors.some(({ unset }) => unset === undefined)}
          onClick={async () => {
            if (await remember()) await askUpOf({ engine, name, source });
          }}
        >
          Up…
        </Button>
      </div>
    </div>
  );
}

interface FileListProps {
  readonly title: string;
  readonly files: readonly string[];
  /** Fewer cannot be left. */
  readonly least: number;
  onRemove(rest: string[]): void;
  readonly children: React.ReactNode;
}

function FileList({ title, files, least, onRemove, children }: FileListProps) {
  return (
    <section aria-label={title} className={styles.fileList}>
      <h3 className={styles.label}>{title}</h3>
      {files.length > 0 ? (
        <ul className={styles.files}>
          {files.map((file) => (
            <li key={file} className={styles.file}>
              <code title={file}>{file}</code>
              {files.length > least ? (
                <ActionIcon
                  aria-label={`Leave out ${file}`}
                  onClick={() => onRemove(files.filter((one) => one !== file))}
                >
                  <IconX size={15} />
                </ActionIcon>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <div>{children}</div>
    </section>
  );
}

interface ProfilesProps {
  readonly all: readonly string[];
  readonly on: readonly string[];
  onChange(profiles: string[]): void;
}

/** A checkbox for each profile that occurs; nothing where there is none. */
export function Profiles({ all, on, onChange }: ProfilesProps) {
  if (all.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.label}>Profiles</legend>
      <div className={styles.checks}>
        {all.map((profile) => (
          <Checkbox
            key={profile}
            label={profile}
            checked={on.includes(profile) || on.includes("*")}
            onChange={({ currentTarget: { checked } }) =>
              onChange(
                checked
                  ? [...on, profile]
                  : all.filter((one) => one !== profile && (on.includes(one) || on.includes("*"))),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
