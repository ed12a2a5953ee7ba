import { writeFileSync } from "node:fs";

/** What one runner counted, for the one line that ends `npm test`. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: { name: string; why: string }[];
}

/** Hands the counts to `scripts/test.mjs`, which names the file. */
export function writeSummary(summary: Summary): void {
  if (process.env.DRYDOCK_TEST_SUMMARY) writeFileSync(process.env.DRYDOCK_TEST_SUMMARY, JSON.stringify(summary));
}
