import { Autocomplete, Button, Checkbox, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { type BuildInput, buildCommand } from "@shared/builds.ts";
import { IconChevronRight, IconHammer } from "@tabler/icons-react";
import { type FormEvent, useEffect, useMemo, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyError } from "../components/notices.tsx";
import { fault } from "../images/fault.tsx";
import run from "../images/run.module.css";
import { PairsField } from "../images/run-lists.tsx";
import { useEngine } from "../inventory.ts";
import { router } from "../router.tsx";
import { type BuildForm, emptyBuild, formOf, readBuildForm } from "./build-form.ts";
import { startBuild } from "./builds.ts";
import { FolderNotes } from "./folder-notes.tsx";
import { SecretsField, TagsField } from "./form-lists.tsx";
import { useFolder } from "./use-folder.ts";

/** A folder that was dropped, a tag to give, a build to do again, or nothing. */
interface BuildSubject {
  readonly folder?: string;
  readonly tag?: string;
  readonly again?: BuildInput;
}

const { ask, useAsked } = createAsking<BuildSubject>();
/** Opens the dialog `Build image`; resolves when it is closed. */
export const askBuild = ask;

/** Shows what askBuild asks; once in the page. */
export function BuildHost() {
  const asked = useAsked();
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.close()}
      title="Build image"
      size={960}
      yOffset="5vh"
      // Much may have been typed: only Cancel, Escape and the cross close it.
      closeOnClickOutside={false}
      classNames={{ body: run.body }}
    >
      {asked ? <BuildDialog subject={asked.subject} onClose={asked.close} /> : null}
    </Modal>
  );
}

function BuildDialog({
  subject: { folder = "", tag = "", again },
  onClose,
}: {
  subject: BuildSubject;
  onClose(): void;
}) {
  const engine = useEngine();
  const [typed, setTyped] = useState<BuildForm>(again ? formOf(again) : { ...emptyBuild, folder, tags: [tag] });
  const [tried, setTried] = useState(false);
  const builders = useBuilders(engine?.id);
  const usable = builders?.includes(typed.builder) ? typed.builder : (builders?.[0] ?? typed.builder);
  const wanted = usable === typed.builder ? typed : { ...typed, builder: usable };
  const { build, problems } = useMemo(() => readBuildForm(engine?.id ?? "", wanted), [engine?.id, wanted]);
  const seen = useFolder(typed.folder.trim(), typed.dockerfile.trim(), usable);
  const change = (part: Partial<BuildForm>) => setTyped((before) => ({ ...before, ...part }));
  const shown = tried
    ? problems
    : Object.fromEntries(Object.entries(problems).filter(([key]) => key !== "folder" && !key.startsWith("secrets")));
  const faults = Object.keys(problems).length;

  const choose = () =>
    api.app
      .choose({ kind: "folder", title: "Build image", ...(typed.folder.trim() ? { path: typed.folder.trim() } : {}) })
      .then((chosen) => chosen && change({ folder: chosen }), notifyError);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!build || faults > 0 || !engine) return;
    const id = startBuild(build, engine.name);
    onClose();
    void router.navigate({ to: "/builds/{-$id}/{-$tab}", params: { id, tab: undefined } });
  };
  const declared = (seen.look?.args ?? []).filter(({ name }) => !typed.args.some((arg) => arg.name === name));
  return (
    <form onSubmit={submit} noValidate className={run.run}>
      <div className={run.fields}>
        <div className={run.entry}>
          <TextInput
            data-autofocus
            label="Folder"
            placeholder="/home/me/app"
            spellCheck={false}
            className={run.grow}
            classNames={{ input: form.mono }}
            value={typed.folder}
            error={fault(shown, "folder")}
            onChange={({ currentTarget }) => change({ folder: currentTarget.value })}
          />
          <Button variant="default" mt={22} onClick={() => void choose()}>
            Choose…
          </Button>
        </div>
        <TagsField tags={typed.tags} problems={shown} onChange={(tags) => change({ tags })} />
        <div className={run.pair}>
          <TextInput
            label="Dockerfile"
            placeholder="Dockerfile, or a whole path"
            spellCheck={false}
            classNames={{ input: form.mono }}
            value={typed.dockerfile}
            error={fault(shown, "dockerfile")}
            onChange={({ currentTarget }) => change({ dockerfile: currentTarget.value })}
          />
          <Autocomplete
            label="Target"
            placeholder="The last stage"
            spellCheck={false}
            data={(seen.look?.stages ?? []).flatMap(({ name }) => name ?? [])}
            value={typed.target}
            error={fault(shown, "target")}
            onChange={(target) => change({ target })}
          />
        </div>
        <PairsField
          form={typed}
          problems={shown}
          change={change}
          field="args"
          title="Build arguments"
          one="build argument"
        />
        {declared.length > 0 ? (
          <div className={run.declared}>
            <span>The Dockerfile asks for</span>
            {declared.slice(0, 12).map((arg) => (
              <Button
                key={arg.name}
                size="compact-xs"
                variant="default"
                onClick={() => change({ args: [...typed.args, arg] })}
              >
                {arg.name}
              </Button>
            ))}
          </div>
        ) : null}
        <div className={run.pair}>
          <Checkbox
            label="No cache"
            description="Every step is done anew"
            checked={typed.noCache}
            onChange={({ currentTarget }) => change({ noCache: currentTarget.checked })}
          />
          <Checkbox
            label="Pull newer base images"
            description="Asks their registries first"
            checked={typed.pull}
            onChange={({ currentTarget }) => change({ pull: currentTarget.checked })}
          />
        </div>
        <details
          className={run.more}
          open={again && again.secrets.length + again.labels.length + again.platforms.length > 0}
        >
          <summary>
            <IconChevronRight size={14} aria-hidden />
            More options
          </summary>
          <SecretsField secrets={typed.secrets} problems={shown} onChange={(secrets) => change({ secrets })} />
          <PairsField form={typed} problems={shown} change={change} field="labels" title="Labels" one="label" />
          <TextInput
            label="Platforms"
            placeholder="That of the engine, or linux/arm64"
            description="Several, with commas, need an engine with the containerd image store"
            spellCheck={false}
            value={typed.platforms}
            error={fault(shown, "platforms")}
            onChange={({ currentTarget }) => change({ platforms: currentTarget.value })}
          />
          {builders && builders.length > 1 ? (
            <div>
              <SegmentedControl
                aria-label="Builder"
                value={usable}
                onChange={(builder) => change({ builder: builder as BuildForm["builder"] })}
                data={[
                  { value: "buildkit", label: "BuildKit" },
                  { value: "classic", label: "Classic builder" },
                ]}
              />
              {shown.builder ? <p className={run.note}>{shown.builder}</p> : null}
            </div>
          ) : null}
        </details>
      </div>
      <div className={run.aside}>
        {build ? (
          <DockerCommand command={buildCommand(build)} />
        ) : (
          <p className={run.note}>Choose a folder: its docker line stands here.</p>
        )}
        {build?.builder === "classic" && builders && builders.length > 1 ? (
          <p className={run.note}>The classic builder: with docker, put DOCKER_BUILDKIT=0 in front.</p>
        ) : null}
        <FolderNotes seen={seen} dockerfile={typed.dockerfile} onDockerfile={(dockerfile) => change({ dockerfile })} />
        {tried && faults > 0 ? (
          <p role="alert" className={run.failure}>
            {faults === 1 ? "One field needs a change." : `${faults} fields need a change.`}
          </p>
        ) : null}
        <div className={run.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={engine?.state !== "live"} leftSection={<IconHammer size={15} aria-hidden />}>
            Build
          </Button>
        </div>
      </div>
    </form>
  );
}

/** The builders of the engine; undefined until it has said so. */
function useBuilders(engine: string | undefined) {
  const [builders, setBuilders] = useState<readonly BuildInput["builder"][]>();
  useEffect(() => {
    let left = false;
    if (engine) api.builds.builders({ engine }).then((found) => left || setBuilders(found), notifyError);
    return () => {
      left = true;
    };
  }, [engine]);
  return builders;
}
