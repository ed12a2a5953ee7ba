import { Button } from "@mantine/core";
import { counted, size } from "../components/format.ts";
import run from "../images/run.module.css";
import styles from "./builds.module.css";
import type { SeenFolder } from "./use-folder.ts";

/** Bytes above which a context is worth a warning: a minute's upload for many, and most often a forgotten folder. */
const large = 100_000_000;

interface FolderNotesProps {
  readonly seen: SeenFolder;
  readonly dockerfile: string;
  onDockerfile(name: string): void;
}

/** What is to be known of the folder before it is built: certain problems, and how much would be sent. */
export function FolderNotes({ seen: { look, size: context, error }, dockerfile, onDockerfile }: FolderNotesProps) {
  if (error)
    return (
      <p role="alert" className={run.failure}>
        {error.message}
      </p>
    );
  return (
    <>
      {look?.missing ? (
        <p role="alert" className={run.failure}>
          {look.missing}
        </p>
      ) : null}
      {look && look.others.length > 0 && (look.missing || !dockerfile) ? (
        <div className={run.declared}>
          <span>Also here:</span>
          {look.others.slice(0, 8).map((name) => (
            <Button key={name} size="compact-xs" variant="default" onClick={() => onDockerfile(name)}>
              {name}
            </Button>
          ))}
        </div>
      ) : null}
      {look && look.problems.length > 0 ? (
        <section aria-label="Dockerfile problems" className={run.failure}>
          <p>{counted(look.problems.length, "problem")} in the Dockerfile</p>
          <ul className={styles.problems}>
            {look.problems.slice(0, 30).map(({ line, message }) => (
              <li key={`${line} ${message}`}>
                Line {line}: {message}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {context ? (
        <p className={run.note}>
          {context.cut ? "More than " : "At most "}
          {counted(context.files, "file")} and {size(context.bytes)} would be sent
          {look?.ignore ? ` (${look.ignore} is obeyed)` : ""}.
        </p>
      ) : null}
      {context && context.bytes > large ? (
        <section aria-label="Large context" className={styles.large}>
          <p>This is a lot to send. Most of it is in:</p>
          <ul className={styles.problems}>
            {context.largest.map(({ path, bytes }) => (
              <li key={path}>
                <code>{path}</code> {size(bytes)}
              </li>
            ))}
          </ul>
          <p>What the image does not need can be left out with a .dockerignore.</p>
        </section>
      ) : null}
    </>
  );
}
