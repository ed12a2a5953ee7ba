import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const resolvePaths = { alias: { "@shared": resolve("shared") } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: resolvePaths,
        test: {
          name: "unit",
          include: ["tests/{shared,renderer,scripts}/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: resolvePaths,
        test: {
          name: "engine",
          include: ["tests/{main,engine}/**/*.test.ts"],
          globalSetup: ["tests/engine/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // What is waited for comes from an engine.
          expect: { poll: { timeout: 10_000 } },
          // As in playwright.config.ts: engines on a shared machine.
          retry: process.env.CI ? 1 : 0,
          // Two cores, and the engines need one of them.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Installs and removes a system package: alone, and last.
        resolve: resolvePaths,
        test: {
          name: "package",
          include: ["tests/package/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
