import { ActionIcon, Tooltip } from "@mantine/core";
import { dockerLine } from "@shared/command.ts";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEngine } from "../inventory.ts";
import { useCopy } from "./copy.ts";
import styles from "./docker-command.module.css";

/** The docker line of what is about to happen, or one line each for several; it reaches the engine on the screen. */
export function DockerCommand({
  command,
  label,
}: {
  command: readonly string[] | readonly (readonly string[])[];
  /** Where several are on the screen at once. */
  label?: string;
}) {
  const target = useEngine()?.target ?? [];
  const commands = (Array.isArray(command[0]) ? command : [command]) as readonly (readonly string[])[];
  const lines = commands.filter(({ length }) => length > 0).map((words) => dockerLine(words, target));
  return <DockerLines lines={lines} label={label} />;
}

/** A line that wraps between its words, not at a hyphen of an option; only what is too long for a line breaks inside. */
const wrapped = (line: string) =>
  line.split(/(\s+)/).map((word, at) =>
    word.includes("-") && word.length <= 60 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity and never move
      <span key={at} className={styles.word}>
        {word}
      </span>
    ) : (
      word
    ),
  );

/** Whole docker lines with a button that copies them; nothing at all when there are none. `label` where they only inform. */
export function DockerLines({ lines, label = "docker command" }: { lines: readonly string[]; label?: string }) {
  const { copied, copy } = useCopy();
  if (lines.length === 0) return null;
  return (
    <section aria-label={label} className={styles.command}>
      {/* Focusable, because it scrolls. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
      <pre className={styles.lines} tabIndex={0}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity and never move
          <span key={index} className={styles.line}>
            {wrapped(line)}
            {"\n"}
          </span>
        ))}
      </pre>
      <Tooltip label={copied ? "Copied" : "Copy command"}>
        <ActionIcon className={styles.copy} aria-label="Copy command" onClick={() => copy(lines.join("\n"))}>
          {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        </ActionIcon>
      </Tooltip>
    </section>
  );
}
