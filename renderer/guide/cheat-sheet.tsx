import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { askBuild } from "../builds/build-dialog.tsx";
import { choose } from "../clean-up/session.ts";
import { DockerCommand, DockerLines } from "../components/docker-command.tsx";
import { askPull } from "../images/pull-dialog.tsx";
import { askRun } from "../images/run-dialog.tsx";
import styles from "./guide.module.css";

interface CheatProps {
  /** The whole line, beginning with `docker`; nothing in it needs quotes. */
  readonly line: string;
  /** Path of the page. */
  readonly opens: string;
  readonly label: string;
  /** What the Run dialog begins with. */
  readonly image?: string;
  readonly children: ReactNode;
}

/** An everyday docker line to copy, and a button to the place in Drydock that does the same. */
export function Cheat({ line, opens, label, image, children }: CheatProps) {
  const navigate = useNavigate();
  const words = line.split(" ").slice(1);
  const open = () => {
    // As `docker system prune -a` would: the preview still waits for its button.
    if (words.includes("prune"))
      choose({ stoppedContainers: true, unusedImages: true, unusedNetworks: true, buildCache: true });
    // The page that shows the dialog comes first.
    void navigate({ to: opens }).then(() => {
      if (words[0] === "pull") void askPull();
      if (words[0] === "build") void askBuild({});
      if (words[0] === "run") void askRun({ image: image ?? "" });
    });
  };
  return (
    <div className={styles.cheat}>
      <div className={styles.cheatText}>
        <div>{children}</div>
        <Button variant="default" className={styles.open} onClick={open} aria-label={`Open ${label} for ${line}`}>
          {`Open ${label}`}
        </Button>
      </div>
      <DockerCommand command={words} label={`docker command: ${line}`} />
    </div>
  );
}

/** Docker lines in a chapter's text, to copy. */
export function Lines({ children }: { children: string }) {
  return (
    <div className={styles.lines}>
      <DockerLines lines={children.split("\n")} label={`docker command: ${children.split("\n")[0]}`} />
    </div>
  );
}
