import { resolve } from "node:path";
import mdx from "@mdx-js/rollup";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import remarkGfm from "remark-gfm";

// The licences of what is bundled ask for their text to go along.
const license = { fileName: "licenses.md" };

// The floor that also runs on newer Electron: one build serves Electron 25 and later.
const alias = { "@shared": resolve("shared") };

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      target: "node18",
      outDir: "out/main",
      license,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve("main/index.ts") },
        output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name]-[hash].cjs" },
        // Optional native parts of ssh2, built for Node's ABI and not Electron's: its JavaScript fallback is used.
        external: ["electron", "cpu-features", /sshcrypto\.node$/],
      },
    },
  },
  preload: {
    build: {
      target: "node18",
      outDir: "out/preload",
      rolldownOptions: {
        input: { preload: resolve("main/preload.ts") },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "renderer",
    resolve: { alias },
    // Chapters of the guide are MDX; it must run before React's plugin.
    plugins: [{ enforce: "pre", ...mdx({ remarkPlugins: [remarkGfm] }) }, react()],
    build: {
      target: "chrome114",
      outDir: "out/renderer",
      license,
      minify: true,
      // Fonts as data: addresses would need a hole in the Content Security Policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: resolve("renderer/index.html") } },
    },
  },
});
