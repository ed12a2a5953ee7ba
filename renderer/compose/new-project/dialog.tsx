import { Button, Checkbox, Modal, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { composeSource, projectName } from "@shared/compose.ts";
import type { NewCompose } from "@shared/compose-files.ts";
import { errorShape } from "@shared/errors.ts";
import { useState } from "react";
import { api } from "../../api.ts";
import { createAsking } from "../../asking.ts";
import form from "../../components/form.module.css";
import { notifyError } from "../../components/notices.tsx";
import { Sentence } from "../../components/sentence.tsx";
import { useContainers, useEngine } from "../../inventory.ts";
import { router } from "../../router.tsx";
import styles from "../editor/editor.module.css";

const { ask, useAsked } = createAsking<null>();
/** Opens the dialog `New project`; resolves when it is closed. */
export const askNewProject = (): Promise<void> => ask(null);

/** Shows what askNewProject asks; once in the Compose page. */
export function NewProjectHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="New project" size={720}>
      {asked ? <NewProjectForm onClose={asked.close} /> : null}
    </Modal>
  );
}

const origins = { run: "docker run line", containers: "Containers", empty: "Empty file" } as const;
type Origin = keyof typeof origins;

const emptyText = "services:\n  web:\n    image: nginx\n    ports:\n      - 8080:80\n";

function NewProjectForm({ onClose }: { onClose(): void }) {
  const engine = useEngine();
  const containers = useContainers().rows;
  const [origin, setOrigin] = useState<Origin>("run");
  const [line, setLine] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [made, setMade] = useState<NewCompose>();
  const [name, setName] = useState("");
  const [folder, setFolder] = useState("");
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const named = projectName.safeParse(name);
  const picked = containers.filter(({ id }) => chosen.includes(id));

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure("");
    await work().catch((error) => setFailure(errorShape(error).message));
    setBusy(false);
  };
  const make = () =>
    attempt(async () => {
      const next: NewCompose =
        origin === "run"
          ? await api.composeFiles.fromRun({ line })
          : origin === "containers"
            ? await api.composeFiles.fromContainers({
                containers: picked.map(({ engine: of, id, name: called }) => ({ engine: of, id, name: called })),
              })
            : { name: "project", text: emptyText, notes: [] };
      setMade(next);
      setName(next.name);
    });
  const choose = async () => {
    const path = await api.app.choose({ kind: "folder", title: "Folder for the project" });
    if (path) setFolder(path);
  };
  const create = () =>
    attempt(async () => {
      const { file } = await api.composeFiles.create({ folder: folder.trim(), inside: name, text: made!.text });
      const source = composeSource.parse({ files: [file] });
      await api.compose.remember({ name, source });
      onClose();
      await router.navigate({ to: "/compose/~edit/$project", params: { project: name } });
    });

  return (
    <form
      className={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void (made ? create() : make());
      }}
    >
      {made ? (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
          <section className={styles.source} aria-label="compose.yaml" tabIndex={0}>
            <pre>{made.text}</pre>
          </section>
          {made.notes.length > 0 ? (
            <ul className={styles.notes} aria-label="Notes">
              {made.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          ) : null}
          <TextInput
            label="Project name"
            data-autofocus
            value={name}
            error={named.success ? undefined : <Sentence text={named.error.issues[0]!.message} />}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <div className={styles.pair}>
            <TextInput
              label="Folder"
              description={`compose.yaml is written into ${name || "a new folder"} in it; nothing is replaced.`}
              value={folder}
              spellCheck={false}
              onChange={({ currentTarget }) => setFolder(currentTarget.value)}
            />
            <Button variant="default" onClick={() => void choose().catch(notifyError)}>
              Choose…
            </Button>
          </div>
        </>
      ) : (
        <>
          <SegmentedControl
            aria-label="Begin with"
            data={Object.entries(origins).map(([value, label]) => ({ value, label }))}
            value={origin}
            onChange={(next) => setOrigin(next as Origin)}
          />
          {origin === "run" ? (
            <Textarea
              label="docker run line"
              placeholder="docker run -d -p 8080:80 nginx"
              autosize
              minRows={3}
              maxRows={10}
              spellCheck={false}
              classNames={{ input: form.mono }}
              value={line}
              onChange={({ currentTarget }) => setLine(currentTarget.value)}
            />
          ) : origin === "containers" ? (
            <fieldset className={styles.choice}>
              <legend>Containers</legend>
              {containers.length === 0 ? <p className={styles.faint}>This engine has no containers.</p> : null}
              {containers.map(({ id, name: called, image }) => (
                <Checkbox
                  key={id}
                  label={called}
                  description={image}
                  checked={chosen.includes(id)}
                  onChange={({ currentTarget: { checked } }) =>
                    setChosen(checked ? [...chosen, id] : chosen.filter((one) => one !== id))
                  }
                />
              ))}
            </fieldset>
          ) : (
            <p className={styles.faint}>A Compose file with one service, to begin with.</p>
          )}
        </>
      )}
      {failure ? (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      ) : null}
      <div className={form.buttons}>
        {made ? (
          <Button
            variant="default"
            onClick={() => {
              setMade(undefined);
              setFailure("");
            }}
          >
            Back
          </Button>
        ) : (
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        )}
        {made ? (
          <Button type="submit" loading={busy} disabled={!named.success || folder.trim() === ""}>
            Create project
          </Button>
        ) : (
          <Button
            type="submit"
            loading={busy}
            disabled={
              origin === "run" ? line.trim() === "" : origin === "containers" && (picked.length === 0 || !engine)
            }
          >
            Next
          </Button>
        )}
      </div>
    </form>
  );
}
