import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Surroundings } from "../../../main/docker/hosts.ts";
import { createEngineHub, type EngineHub } from "../../../main/docker/hub.ts";

export interface OpenHub {
  readonly hub: EngineHub;
  /** The key that the settings would hold. */
  remembered(): string;
  close(): Promise<void>;
}

/** Opens a hub in a world of its own: an empty home and data folder, and nothing of this machine's environment but PATH. */
export function openHub(env: Surroundings["env"], remembered = ""): OpenHub {
  const folder = mkdtempSync(join(tmpdir(), "drydock-hub-"));
  let key = remembered;
  const hub = createEngineHub({
    dataDir: join(folder, "data"),
    remembered: () => key,
    remember: (now) => {
      key = now;
    },
    around: {
      platform: process.platform,
      env: { PATH: "/nowhere", DRYDOCK_CACHE_DIR: join(folder, "cache"), ...env },
      home: folder,
      uid: 0,
    },
  });
  return {
    hub,
    remembered: () => key,
    close: async () => {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
