import { UnstyledButton } from "@mantine/core";
import { counted } from "../../components/format.ts";
import { FindingList, placeOf } from "../findings.tsx";
import styles from "./editor.module.css";
import { Planned } from "./planned.tsx";
import type { Checked } from "./use-check.ts";

/** Something wrong, and where to go to mend it. */
export interface Shown {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly place: string;
  /** Missing where it stands in another file. */
  readonly line?: number;
  readonly column?: number;
}

/** All that is wrong with a text: by the schema, and by the project that it is part of; each line's fault once. */
export function shownProblems({ own, check }: Checked, file: string): Shown[] {
  const mine = own.map(
    ({ line, message, severity }): Shown => ({ severity, message, line, place: placeOf({ file, line }) }),
  );
  const lines = new Set(mine.map(({ line }) => line));
  const others = (check?.problems ?? [])
    .filter((problem) => problem.file !== file || problem.line === undefined || !lines.has(problem.line))
    .map(
      (problem): Shown => ({
        // Compose takes a variable without a value as empty.
        severity: problem.unset === undefined ? problem.severity : "warning",
        message: problem.message,
        place: placeOf(problem),
        ...(problem.file === file && problem.line ? { line: problem.line, column: problem.column ?? 1 } : {}),
      }),
    );
  return [...mine, ...others];
}

interface SideProps {
  readonly checked: Checked | undefined;
  readonly problems: readonly Shown[];
  readonly live: boolean;
  onGo(line: number, column?: number): void;
}

/** Beside the text: what is wrong with it, what it reaches, and what an `up` would do with it. */
export function Side({ checked, problems, live, onGo }: SideProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.side} aria-label="About this text" tabIndex={0}>
      <h2>
        Problems <small className={styles.count}>{problems.length === 0 ? "none" : problems.length}</small>
      </h2>
      {problems.length === 0 ? (
        <p className={styles.faint}>{checked ? "Nothing is wrong with it." : "Looking…"}</p>
      ) : (
        <ul className={styles.problems} aria-label="Problems">
          {problems.slice(0, 50).map((problem) => (
            <li key={`${problem.place} ${problem.message}`}>
              <UnstyledButton
                className={styles.problem}
                data-severity={problem.severity}
                disabled={problem.line === undefined}
                onClick={() => problem.line && onGo(problem.line, problem.column)}
              >
                {problem.message}
                {problem.place ? <small>{problem.place}</small> : null}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {problems.length > 50 ? (
        <p className={styles.faint}>And {counted(problems.length - 50, "more problem")}.</p>
      ) : null}
      <h2>What Up would do</h2>
      {checked?.changes ? (
        <Planned changes={checked.changes} />
      ) : (
        <p className={styles.faint}>{checked?.error?.message ?? waiting(checked, problems, live)}</p>
      )}
      {checked?.check && checked.check.findings.length > 0 ? <FindingList opened={checked.check} /> : null}
    </section>
  );
}

function waiting(checked: Checked | undefined, problems: readonly Shown[], live: boolean): string {
  if (!live) return "The engine is not live, so this cannot be compared with what runs.";
  if (problems.some(({ severity }) => severity === "error")) return "Known when nothing is wrong with the text.";
  if (checked?.check && !checked.check.trusted)
    return "Known when you have agreed to what the file reaches: Save asks.";
  return "Asking Compose…";
}
