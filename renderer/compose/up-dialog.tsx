import { Button, Checkbox, Modal, NumberInput } from "@mantine/core";
import { type ComposeSource, enabledServices, upCommand, upInput } from "@shared/compose.ts";
import { IconArrowBarUp } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyError } from "../components/notices.tsx";
import { Loading } from "../components/state.tsx";
import { useEngine } from "../inventory.ts";
import styles from "./compose.module.css";
import { FindingList, ProblemList } from "./findings.tsx";
import { Profiles } from "./open-dialog.tsx";
import type { ProjectRow } from "./rows.ts";
import { startRun } from "./runs.ts";
import { showProject } from "./show.ts";
import { askTrust } from "./trust.ts";
import { useOpened } from "./use-opened.ts";

/** What is to be started. */
export interface UpSubject {
  readonly engine: string;
  readonly name: string;
  readonly source: ComposeSource;
  /** One service alone, with what it depends on. */
  readonly services?: readonly string[];
  /** `Build images` is ticked at first. */
  readonly build?: boolean;
}

const { ask, useAsked } = createAsking<UpSubject>();
/** Opens the dialog `Up <project>`; resolves when it is closed. */
export const askUpOf = ask;
/** The same for a row of the table. */
export const askUp = ({ engine, name, source }: ProjectRow, build = false): Promise<void> =>
  ask({ engine, name, source, build });

/** Shows what askUp asks; once in the Compose page. */
export function UpHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title={`Up ${asked?.subject.name ?? ""}`} size={720}>
      {asked ? <UpForm subject={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

type Choice = "build" | "detach" | "forceRecreate" | "pullAlways";
const choices: readonly { field: Choice; label: string; description: string }[] = [
  { field: "build", label: "Build images", description: "Before starting, also where an image exists" },
  { field: "detach", label: "Detach", description: "Off: its output is followed, and Stop ends its containers" },
  { field: "forceRecreate", label: "Force recreate", description: "New containers even where nothing has changed" },
  { field: "pullAlways", label: "Pull always", description: "Newer images from the registry first" },
];

function UpForm({ subject, onClose }: { subject: UpSubject; onClose(): void }) {
  const { engine, name } = subject;
  const [source, setSource] = useState(subject.source);
  const { opened, error, reading } = useOpened({ name, source });
  const [options, setOptions] = useState({
    build: subject.build ?? false,
    detach: true,
    forceRecreate: false,
    pullAlways: false,
  });
  const [services, setServices] = useState<readonly string[]>(subject.services ?? []);
  const [scale, setScale] = useState<Readonly<Record<string, number>>>({});
  const [allowUnset, setAllowUnset] = useState(false);
  const [busy, setBusy] = useState(false);
  const live = useEngine()?.state === "live";
  if (!opened) return reading ? <Loading>Reading…</Loading> : <p role="alert">{error?.message}</p>;

  const enabled = opened.model ? enabledServices(opened.model, source.profiles) : [];
  const shown = services.filter((one) => enabled.some((service) => service.name === one));
  const input = upInput.parse({ engine, name, source, ...options, services: shown, scale, allowUnset });
  const unset = opened.problems.filter((problem) => problem.unset !== undefined);
  const blocked = opened.problems.some(
    (problem) => problem.severity === "error" && !(allowUnset && problem.unset !== undefined),
  );
  const up = async () => {
    setBusy(true);
    try {
      if (!(await askTrust(opened))) return setBusy(false);
      await api.compose.remember({ name, source });
    } catch (thrown) {
      notifyError(thrown, `Up ${name}`);
      return setBusy(false);
    }
    void startRun({ engine, name, label: "Up", command: upCommand(input), open: () => api.compose.up(input) });
    onClose();
    void showProject(name, "run");
  };
  return (
    <form
      className={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void up();
      }}
    >
      <div className={styles.pair}>
        {choices.map(({ field, label, description }) => (
          <Checkbox
            key={field}
            label={label}
            description={description}
            checked={options[field]}
            onChange={({ currentTarget }) => setOptions({ ...options, [field]: currentTarget.checked })}
          />
        ))}
      </div>
      <Profiles
        all={opened.profiles}
        on={source.profiles}
        onChange={(profiles) => setSource({ ...source, profiles })}
      />
      {enabled.length > 0 ? (
        <fieldset className={styles.group}>
          <legend className={styles.label}>Services</legend>
          <div className={styles.services}>
            {enabled.map((service) => (
              <div key={service.name} className={styles.serviceChoice}>
                <Checkbox
                  label={service.name}
                  checked={shown.length === 0 || shown.includes(service.name)}
                  onChange={({ currentTarget: { checked } }) => {
                    const before = shown.length === 0 ? enabled.map((one) => one.name) : shown;
                    const after = checked ? [...before, service.name] : before.filter((one) => one !== service.name);
                    setServices(after.length === enabled.length ? [] : after);
                  }}
                />
                <NumberInput
                  aria-label={`Containers of ${service.name}`}
                  size="xs"
                  className={styles.scale}
                  min={0}
                  max={1000}
                  allowDecimal={false}
                  value={scale[service.name] ?? service.replicas}
                  disabled={service.containerName !== undefined}
                  onChange={(value) => {
                    const { [service.name]: _, ...rest } = scale;
                    const count = typeof value === "number" ? value : service.replicas;
                    setScale(count === service.replicas ? rest : { ...rest, [service.name]: count });
                  }}
                />
              </div>
            ))}
          </div>
        </fieldset>
      ) : null}
      <ProblemList problems={opened.problems.filter((problem) => !(allowUnset && problem.unset !== undefined))} />
      {unset.length > 0 ? (
        <Checkbox
          label="Take variables that are not set as empty"
          checked={allowUnset}
          onChange={({ currentTarget }) => setAllowUnset(currentTarget.checked)}
        />
      ) : null}
      <FindingList opened={opened} />
      <DockerCommand command={upCommand(input)} />
      <div className={`${form.buttons} ${styles.dialogButtons}`}>
        <Button
          type="submit"
          disabled={!live || blocked}
          loading={busy}
          leftSection={<IconArrowBarUp size={15} aria-hidden />}
        >
          Up
        </Button>
      </div>
    </form>
  );
}
