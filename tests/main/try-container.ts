import { randomBytes } from "node:crypto";
import type { Container, ContainerRef } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import type { Stream } from "@shared/wire.ts";
import { afterAll } from "vitest";
import { createDockerClient, type DockerClient } from "../../main/docker/client.ts";
import type { EngineAccess } from "../engine/engine-access.ts";

/** As much of the hub as the containers need, over the real client. */
export interface SmallHub {
  readonly use: (engine: string) => DockerClient;
  readonly containers: () => ReadonlyMap<string, Container>;
  /** What `containers` answers with. */
  readonly list: Map<string, Container>;
}

/** A hub that shows this engine, or the one behind `host`. Its client is closed when the tests of the file are over. */
export function smallHub(engine: EngineAccess, host = engine.host): SmallHub {
  const client = createDockerClient(host);
  const list = new Map<string, Container>();
  afterAll(() => client.close());
  return {
    list,
    containers: () => list,
    use(id) {
      if (id !== engine.id) throw new DrydockError("ENGINE_CHANGED", "Another engine is shown.");
      return client;
    },
  };
}

/** Makes containers on an engine under names of their own, and removes them when the tests of the file are over. */
export function containerMaker(engine: EngineAccess) {
  const names: string[] = [];
  const own = (name = newName()) => {
    names.push(name);
    return name;
  };
  afterAll(async () => {
    if (names.length > 0) await engine.docker("rm", "-f", "-v", ...names).catch(() => undefined);
  });
  const ref = async (name: string): Promise<ContainerRef> => ({
    engine: engine.id,
    id: (await engine.docker("inspect", "--format", "{{.Id}}", name)).trim(),
    name,
  });
  return {
    /** A new name; what is made under it is removed too. */
    own,
    ref,
    /** `docker create` or `docker run -d` with these words after the name. */
    create: async (...words: string[]) => {
      const name = own();
      await engine.docker("create", "--name", name, ...words);
      return ref(name);
    },
    run: async (...words: string[]) => {
      const name = own();
      await engine.docker("run", "-d", "--name", name, ...words);
      return ref(name);
    },
    state: async ({ id }: ContainerRef) => (await engine.docker("inspect", "--format", "{{.State.Status}}", id)).trim(),
  };
}

export const newName = (): string => `test-${randomBytes(5).toString("hex")}`;

/** Reads a stream until `enough` says so, then leaves it; everything when it never does. */
export async function readUntil<T>(
  stream: Stream<T>,
  enough: (items: readonly T[]) => boolean = () => false,
): Promise<T[]> {
  const reader = stream.getReader();
  const items: T[] = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    items.push(step.value);
    if (enough(items)) {
      await reader.cancel();
      break;
    }
  }
  return items;
}
