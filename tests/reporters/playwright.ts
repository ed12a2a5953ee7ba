import type { FullConfig, Reporter, Suite, TestError } from "@playwright/test/reporter";
import { type Summary, writeSummary } from "./summary.ts";

/** Counts tests; an error outside of any test counts as failed, and so does a test that never ran after one. */
export default class PlaywrightSummary implements Reporter {
  #suite: Suite | undefined;
  #errors = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onError(_error: TestError): void {
    this.#errors++;
  }

  onEnd(): void {
    const summary: Summary = { passed: 0, failed: this.#errors, skipped: [] };
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome();
      const note = test.annotations.find(({ type }) => type === "skip" || type === "fixme");
      if (outcome === "flaky")
        console.error(`passed at the second try: ${test.titlePath().filter(Boolean).join(" › ")}`);
      if (outcome === "expected" || outcome === "flaky") summary.passed++;
      else if (outcome === "skipped" && note) {
        summary.skipped.push({
          name: test.titlePath().filter(Boolean).join(" › "),
          why: note.description ?? "no reason given",
        });
      } else summary.failed++;
    }
    writeSummary(summary);
  }

  printsToStdio(): boolean {
    return false;
  }
}
