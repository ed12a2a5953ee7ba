import styles from "./drawing.module.css";
import * as first from "./first-chapters.tsx";
import * as later from "./later-chapters.tsx";

const drawings = {
  parts: first.parts,
  layers: first.layers,
  modes: first.modes,
  namespaces: first.namespaces,
  cgroups: later.cgroups,
  hypervisor: later.hypervisor,
  "side-by-side": later.sideBySide,
  compose: later.compose,
  life: later.life,
} as const;

/** A drawing of the guide by name; its colours are the theme's, and its title says what it shows. */
export function Drawing({ name }: { name: keyof typeof drawings }) {
  const { title, height, draw } = drawings[name];
  return (
    <figure className={styles.figure}>
      <svg viewBox={`0 0 640 ${height}`} role="img" aria-label={title}>
        {draw()}
      </svg>
      <figcaption>{title}.</figcaption>
    </figure>
  );
}
