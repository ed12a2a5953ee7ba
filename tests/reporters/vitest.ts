import type { Reporter, TestModule } from "vitest/node";
import { type Summary, writeSummary } from "./summary.ts";

/** Counts tests; a file that cannot be loaded and an error outside of any test count as failed. */
export default class VitestSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const summary: Summary = { passed: 0, failed: errors.length, skipped: [] };
    for (const module of modules) {
      summary.failed += module.errors().length;
      for (const suite of module.children.allSuites()) summary.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") summary.passed++;
        else if (result.state === "failed") summary.failed++;
        else summary.skipped.push({ name: test.fullName, why: reason(result) });
      }
    }
    writeSummary(summary);
  }
}

function reason(result: object): string {
  return "note" in result && typeof result.note === "string" ? result.note : "its name or its suite's says why";
}
