import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const alias = { "@shared": resolve("shared") };

export default defineConfig({
  test: {
    // Two cores, and the engines need one of them.
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["tests/{shared,renderer,scripts,package}/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "engine",
          include: ["tests/{main,engine}/**/*.test.ts"],
          globalSetup: ["tests/engine/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
