import { type DiskUse, diskKinds } from "@shared/disk.ts";
import { Ago } from "../components/ago.tsx";
import { counted, size } from "../components/format.ts";
import styles from "./disk.module.css";
import { grownText, kindWords } from "./kinds.ts";
import { Trend } from "./trend.tsx";

/** One bar of everything, and under it each kind: how much, how much of it could be freed, and how much more it is. */
export function DiskBar({ use }: { use: DiskUse }) {
  const total = use.parts.reduce((sum, part) => sum + part.size, 0);
  return (
    <section aria-label="Totals" className={styles.totals}>
      <div className={styles.bar} aria-hidden="true">
        {use.parts
          .filter((part) => part.size > 0)
          .map((part) => (
            <div
              key={part.kind}
              data-kind={part.kind}
              className={styles.stretch}
              style={{ flexGrow: part.size / total }}
            >
              <div
                className={styles.reclaimable}
                style={{ width: `${(100 * Math.min(part.reclaimable, part.size)) / part.size}%` }}
              />
            </div>
          ))}
      </div>
      <dl className={styles.kinds}>
        {diskKinds.map((kind) => {
          const part = use.parts.find((one) => one.kind === kind);
          const grown = part && use.since ? part.size - use.since.sizes[kind] : 0;
          return (
            <div key={kind} className={styles.kind}>
              <dt>
                <span className={styles.swatch} data-kind={kind} aria-hidden="true" />
                {kindWords[kind].many}
              </dt>
              <dd className={styles.amount}>
                {part ? size(part.size) : "…"}
                {grown !== 0 && use.since && (
                  <span
                    className={styles.grown}
                    data-more={grown > 0 || undefined}
                    title="Compared with the time when it was counted before"
                  >
                    {grownText(grown)} since <Ago time={use.since.time} />
                  </span>
                )}
              </dd>
              <dd className={styles.note}>
                {part && (part.reclaimable > 0 ? `${size(part.reclaimable)} unused` : "nothing unused")}
                {part && part.unknown > 0 && `, ${counted(part.unknown, "size")} not known`}
              </dd>
              <dd>
                <Trend kind={kind} history={use.history} />
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
