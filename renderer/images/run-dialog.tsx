import { Autocomplete, Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { runCommand } from "@shared/containers.ts";
import { sameImage } from "@shared/images.ts";
import { IconChevronRight, IconPlayerPlay } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { useContainers, useEngine, useImages } from "../inventory.ts";
import { fault } from "./fault.tsx";
import styles from "./run.module.css";
import { emptyRun, type RunForm, readRun } from "./run-form.ts";
import { MountsField, PairsField, PortsField } from "./run-lists.tsx";
import { MoreOptions } from "./run-more.tsx";
import { Total } from "./transfer-view.tsx";
import { useRunning } from "./use-running.ts";

/** What to run: the name of an image, or nothing to have it typed. */
interface RunSubject {
  readonly image: string;
  /** What stands in the form at first, and a sentence on where it comes from. */
  readonly filled?: { readonly form: RunForm; readonly note: string };
}

const { ask, useAsked } = createAsking<RunSubject>();
/** Opens the dialog `Run <image>`; resolves when it is closed. */
export const askRun = ask;

/** Shows what askRun asks; once in the page. */
export function RunHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title={`Run ${asked?.subject.image || "image"}`}
      size={960}
      yOffset="5vh"
      // Much may have been typed: only Cancel, Escape and the cross close it.
      closeOnClickOutside={false}
      classNames={{ body: styles.body }}
    >
      {asked ? <RunDialog {...asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function RunDialog({ image, filled, onClose }: RunSubject & { onClose(): void }) {
  const engine = useEngine();
  const containers = useContainers().rows;
  const images = useImages().rows;
  const navigate = useNavigate();
  const [typed, setTyped] = useState<RunForm>(filled?.form ?? { ...emptyRun, image });
  const [tried, setTried] = useState(false);
  const running = useRunning((id, interactive) => {
    onClose();
    void navigate({
      to: "/containers/{-$id}/{-$tab}",
      params: { id, tab: interactive ? "terminal" : "logs" },
    });
  });

  const engineId = engine?.id ?? "";
  const { run, problems } = useMemo(() => readRun(engineId, typed, containers), [engineId, typed, containers]);
  const shown = tried ? problems : Object.fromEntries(Object.entries(problems).filter(([field]) => field !== "image"));
  const faults = Object.keys(problems).length;
  const change = (part: Partial<RunForm>) => {
    setTyped((before) => ({ ...before, ...part }));
    running.forget();
  };
  const here = images.some(({ id, tags, digests }) =>
    [...tags, ...digests, id.replace("sha256:", "").slice(0, 12)].some((name) => sameImage(name, typed.image.trim())),
  );
  const known = useMemo(() => images.flatMap(({ tags }) => tags).sort(), [images]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (run && faults === 0) void running.start(run);
  };

  const fields = { form: typed, problems: shown, change };
  return (
    <form onSubmit={submit} noValidate className={styles.run}>
      <div className={styles.fields}>
        {image ? null : (
          <Autocomplete
            data-autofocus
            label="Image"
            placeholder="busybox:1.36"
            data={known}
            limit={20}
            spellCheck={false}
            value={typed.image}
            error={fault(shown, "image")}
            onChange={(next) => change({ image: next })}
          />
        )}
        <TextInput
          data-autofocus={image ? true : undefined}
          label="Name"
          placeholder="Docker makes one up"
          spellCheck={false}
          value={typed.name}
          error={fault(shown, "name")}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <TextInput
          label="Command"
          placeholder="As the image says"
          spellCheck={false}
          classNames={{ input: form.mono }}
          value={typed.command}
          error={fault(shown, "command")}
          onChange={({ currentTarget }) => change({ command: currentTarget.value })}
        />
        <div className={styles.pair}>
          <Checkbox
            label="Interactive terminal"
            description="Keep it open and type into it (-it)"
            checked={typed.interactive}
            onChange={({ currentTarget }) => change({ interactive: currentTarget.checked })}
          />
          <Checkbox
            label="Remove when it exits"
            description="Nothing is left behind (--rm)"
            checked={typed.removeOnExit}
            onChange={({ currentTarget }) => change({ removeOnExit: currentTarget.checked })}
          />
        </div>
        <PortsField {...fields} />
        <MountsField {...fields} />
        <PairsField {...fields} field="environment" title="Environment" one="variable" />
        <details className={styles.more}>
          <summary>
            <IconChevronRight size={14} aria-hidden />
            More options
          </summary>
          <MoreOptions {...fields} />
        </details>
      </div>
      <div className={styles.aside}>
        {run ? <DockerCommand command={runCommand(run)} /> : null}
        {filled ? <p className={styles.note}>{filled.note}</p> : null}
        {typed.image.trim() && !here && !problems.image ? (
          <p className={styles.note}>This image is not on the engine yet: it is pulled first.</p>
        ) : null}
        {running.pull ? (
          <Total reference={typed.image} progress={running.pull.progress} rate={running.pull.rate} />
        ) : null}
        {running.warnings.map((warning) => (
          <p key={warning} className={styles.note}>
            {warning}
          </p>
        ))}
        {running.failure ? (
          <div role="alert" className={styles.failure}>
            {running.failure.message}
            {running.failure.detail && running.failure.detail !== running.failure.message ? (
              <details>
                <summary>What the engine said</summary>
                <pre>{running.failure.detail}</pre>
              </details>
            ) : null}
          </div>
        ) : null}
        {running.leftover ? (
          <div className={styles.leftover}>
            {running.failure ? null : `The container ${running.leftover.name} was created, but it has not started.`}
            <DockerCommand command={["rm", running.leftover.name]} />
            <Button variant="default" size="xs" onClick={() => void running.removeLeftover()}>
              Remove {running.leftover.name}
            </Button>
          </div>
        ) : null}
        {tried && faults > 0 && !running.failure ? (
          <p role="alert" className={styles.failure}>
            {faults === 1 ? "One field needs a change." : `${faults} fields need a change.`}
          </p>
        ) : null}
        <div className={styles.buttons}>
          <Button
            variant="default"
            onClick={() => {
              if (running.busy) running.cancel();
              else onClose();
            }}
          >
            Cancel
          </Button>
          <Button
            type="submit"
            loading={running.busy}
            disabled={engine?.state !== "live"}
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
          >
            Run
          </Button>
        </div>
      </div>
    </form>
  );
}
