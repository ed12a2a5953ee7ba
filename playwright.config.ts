import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  // One window at a time: two cores, and screenshots that do not wait for each other.
  workers: 1,
  // On a machine that is shared with others a window may be late once; what passes only then is named in the report.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  globalTimeout: 25 * 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["./tests/reporters/playwright.ts"]],
});
