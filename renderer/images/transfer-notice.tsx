import { Button } from "@mantine/core";
import { counted } from "../components/format.ts";
import { percent } from "./rate.ts";
import styles from "./transfers.module.css";
import { type TransferKind, transferWords, useTransfers } from "./transfers.ts";

/** A button that tells of the transfers of one kind that are under way and opens their dialog; nothing while there are none. */
export function TransferNotice({ kind, onOpen }: { kind: TransferKind; onOpen(): void }) {
  const running = useTransfers().filter((each) => each.kind === kind && each.state === "running");
  if (running.length === 0) return null;
  const total = running.reduce((sum, { progress }) => sum + (progress?.total ?? 0), 0);
  const current = running.reduce((sum, { progress }) => sum + (progress?.current ?? 0), 0);
  const { doing, what } = transferWords[kind];
  return (
    <Button variant="light" className={styles.notice} onClick={onOpen}>
      {doing} {counted(running.length, what)}
      {total > 0 ? ` · ${Math.floor(percent({ current, total }))} %` : ""}
    </Button>
  );
}
