import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { parseLabels, pruneCommands, pruneDifferences, prunePresets } from "@shared/clean-up.ts";
import { dockerLine } from "@shared/command.ts";
import type { FormEvent } from "react";
import { DockerLines } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { Sentence } from "../components/sentence.tsx";
import { useContainers, useEngine, useImages, useNetworks, useVolumes } from "../inventory.ts";
import { counts } from "./counts.ts";
import styles from "./page.module.css";
import { type Choices, choose, noChoices, preview, useSession } from "./session.ts";

type Kind = Exclude<keyof Choices, "until" | "allCache">;

const kinds: readonly { readonly key: Kind; readonly label: string; readonly meaning: string }[] = [
  { key: "stoppedContainers", label: "Stopped containers", meaning: "Created, exited or dead." },
  { key: "unusedImages", label: "Unused images", meaning: "No container was made from them." },
  { key: "danglingImages", label: "Dangling images only", meaning: "Only those without a name." },
  { key: "unusedNetworks", label: "Unused networks", meaning: "Nothing is connected to them." },
  { key: "unusedVolumes", label: "Unused volumes", meaning: "No container mounts them. Never ticked by itself." },
  { key: "buildCache", label: "Build cache", meaning: "What builds left to be quicker next time." },
];

/** What to look for: the six kinds, filters, docker's own lines as presets, and what those would do otherwise. */
export function ChoicesForm({ disabled }: { disabled: boolean }) {
  const { choices, labels, looking } = useSession();
  const engine = useEngine();
  const found = counts({
    containers: useContainers().rows,
    images: useImages().rows,
    volumes: useVolumes().rows,
    networks: useNetworks().rows,
  });
  const live = engine?.state === "live";
  const chosen = kinds.some(({ key }) => choices[key]);
  const filters = parseLabels(labels);
  const full = { ...choices, labels: filters };
  const api = engine?.version?.api ?? "1.41";
  const commands = pruneCommands(full, api);
  const preset = prunePresets.findIndex((one) => {
    const wanted = { ...noChoices, ...one.choices };
    return kinds.every(({ key }) => wanted[key] === choices[key]) && wanted.allCache === choices.allCache;
  });

  const look = (event: FormEvent) => {
    event.preventDefault();
    if (engine && chosen && live) void preview({ ...full, engine: engine.id });
  };
  return (
    <form className={styles.choices} onSubmit={look} noValidate aria-label="What to look for">
      <NativeSelect
        label="The same as docker …"
        value={String(preset)}
        disabled={disabled}
        data={[
          { value: "-1", label: "Own choice" },
          ...prunePresets.map(({ line }, index) => ({ value: String(index), label: line.replace("docker ", "") })),
        ]}
        onChange={({ currentTarget }) =>
          choose({ ...noChoices, ...prunePresets[Number(currentTarget.value)]?.choices })
        }
      />
      <fieldset className={styles.kinds} disabled={disabled}>
        <legend className={styles.legend}>Look for</legend>
        {kinds.map(({ key, label, meaning }) => (
          <div key={key} className={styles.kind} data-inner={key === "danglingImages" || undefined}>
            <Checkbox
              label={label}
              aria-describedby={`clean-up-${key}`}
              checked={choices[key]}
              onChange={({ currentTarget }) => choose({ [key]: currentTarget.checked })}
            />
            <span className={styles.count}>{found[key]}</span>
            <span id={`clean-up-${key}`} className={styles.meaning}>
              {meaning}
            </span>
          </div>
        ))}
        {choices.buildCache && (
          <div className={styles.kind} data-inner>
            <Checkbox
              label="Shared and internal records too"
              checked={choices.allCache}
              onChange={({ currentTarget }) => choose({ allCache: currentTarget.checked })}
            />
          </div>
        )}
      </fieldset>
      <div className={styles.filters}>
        <TextInput
          label="Older than"
          placeholder="24h"
          value={choices.until}
          disabled={disabled}
          spellCheck={false}
          classNames={{ input: form.mono }}
          onChange={({ currentTarget }) => choose({ until: currentTarget.value.trim() })}
        />
        <TextInput
          label="Labels"
          placeholder="env=test !keep"
          value={labels}
          disabled={disabled}
          spellCheck={false}
          classNames={{ input: form.mono }}
          onChange={({ currentTarget }) => choose({}, currentTarget.value)}
        />
      </div>
      <Button type="submit" disabled={!chosen || !live || disabled} loading={looking}>
        Preview
      </Button>
      {commands.length > 0 && (
        <section className={styles.equivalent} aria-label="What docker would do">
          <p className={styles.legend}>The docker line that comes closest</p>
          <DockerLines label="Closest docker line" lines={commands.map((words) => dockerLine(words, engine?.target))} />
          <ul>
            {pruneDifferences(full, api).map((difference) => (
              <li key={difference}>
                <Sentence text={difference} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </form>
  );
}
