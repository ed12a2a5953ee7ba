import type { GuideEngine } from "@shared/guide.ts";
import { useEffect, useState } from "react";
import { api } from "../api.ts";
import { size } from "../components/format.ts";
import { useEngine } from "../inventory.ts";
import styles from "./guide.module.css";

/** What a chapter says of the reader's own engine: which kernel it has, and on which machine. Nothing while there is none. */
export function ThisEngine() {
  const engine = useEngine();
  const [found, setFound] = useState<{ readonly id: string; readonly facts: GuideEngine }>();
  const id = engine?.state === "live" ? engine.id : "";
  useEffect(() => {
    let left = false;
    if (id)
      api.guide.engine({ engine: id }).then(
        (facts) => left || setFound({ id, facts }),
        // A chapter reads well without it.
        (error) => console.warn("The guide could not ask the engine what it is:", error),
      );
    return () => {
      left = true;
    };
  }, [id]);
  if (!found || found.id !== id) return null;
  const { facts } = found;
  return (
    <aside className={styles.engine} aria-label="Your engine">
      <strong>Your engine</strong>
      <dl>
        <dt>System</dt>
        <dd>{facts.system || "unknown"}</dd>
        <dt>Kernel</dt>
        <dd>{`${facts.kernel}, ${facts.architecture}`}</dd>
        <dt>Control groups</dt>
        <dd>{`version ${facts.cgroups}${facts.rootless ? ", rootless" : ""}`}</dd>
        <dt>May use</dt>
        <dd>{`${facts.cpus} ${facts.cpus === 1 ? "CPU" : "CPUs"}, ${size(facts.memory)} of memory`}</dd>
      </dl>
      <p>{whereItRuns(facts.machine, /^(?:unix|npipe):/.test(engine?.host ?? ""))}</p>
    </aside>
  );
}

/** Where “the engine's machine” is, in a sentence. `local`: it is reached without a network. */
export function whereItRuns(machine: boolean, local: boolean): string {
  if (!local) return "It answers from another computer. That one is what this guide calls the engine's machine.";
  return machine
    ? "It runs in a virtual machine on this computer. That one is what this guide calls the engine's machine."
    : "It runs on this computer, which is what this guide calls the engine's machine.";
}
