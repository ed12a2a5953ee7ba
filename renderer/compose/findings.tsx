import type { ComposeProblem, OpenedProject } from "@shared/compose.ts";
import { IconAlertTriangle, IconCircleX, IconShieldQuestion } from "@tabler/icons-react";
import { counted } from "../components/format.ts";
import styles from "./compose.module.css";

const fileName = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;

/** Where a problem stands, as editors write it: `compose.yaml:3:5`. */
export const placeOf = ({ file, line, column }: Pick<ComposeProblem, "file" | "line" | "column">): string =>
  file ? `${fileName(file)}${line ? `:${line}${column ? `:${column}` : ""}` : ""}` : "";

/** What is wrong with the files, one line each; nothing when all is well. */
export function ProblemList({ problems }: { problems: readonly ComposeProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} role="alert" aria-label="Problems">
      {problems.slice(0, 20).map((problem) => (
        <li key={`${placeOf(problem)} ${problem.message}`} data-severity={problem.severity} className={styles.problem}>
          {problem.severity === "error" ? (
            <IconCircleX size={15} aria-hidden />
          ) : (
            <IconAlertTriangle size={15} aria-hidden />
          )}
          <span>
            {placeOf(problem) ? <code className={styles.place}>{placeOf(problem)}</code> : null} {problem.message}
          </span>
        </li>
      ))}
      {problems.length > 20 ? <li className={styles.more}>And {problems.length - 20} more.</li> : null}
    </ul>
  );
}

/** What the files do beyond their containers and folder; each is asked about before Compose is called. */
export function FindingList({
  opened: { findings, trusted },
}: {
  opened: Pick<OpenedProject, "findings" | "trusted">;
}) {
  if (findings.length === 0) return null;
  return (
    <section className={styles.findings} aria-label="What these files reach">
      <p className={styles.findingsTitle}>
        <IconShieldQuestion size={15} aria-hidden />
        {trusted
          ? `You have agreed to ${counted(findings.length, "thing")} that these files do.`
          : `These files reach out of their containers or their folder. You are asked before Compose reads them.`}
      </p>
      <ul className={styles.findingRows}>
        {findings.slice(0, 50).map((finding) => (
          <li key={`${finding.file} ${finding.line} ${finding.service} ${finding.message}`}>
            {finding.service ? <strong>{finding.service} </strong> : null}
            {finding.message} <code className={styles.place}>{placeOf(finding)}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
