import { spawn } from "node:child_process";
import { once } from "node:events";
import { SetupError } from "./steps.mjs";

/**
 * Starts a virtual display on a number of its own; `stop` ends it. Throws SetupError when Xvfb does not start.
 * @param {string} [size]
 * @returns {Promise<{ display: string, stop: () => Promise<void> }>}
 */
export async function startDisplay(size = "1280x800") {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", `${size}x24`, "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    // Its own group, so that Ctrl+C reaches the app first and the display outlives it.
    detached: true,
  });
  let said = "";
  server.stderr?.on("data", (data) => {
    said += data;
  });
  const ended = once(server, "close");
  ended.catch(() => {});
  const output = /** @type {import("node:stream").Readable} */ (server.stdio[3]);
  const number = await Promise.race([
    once(output, "data").then(([data]) => String(data).trim()),
    ended.then(
      () => "",
      () => "",
    ),
  ]);
  if (!number) throw new SetupError(`the virtual display did not start: ${said.trim() || "is Xvfb installed?"}`);
  return {
    display: `:${number}`,
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}
