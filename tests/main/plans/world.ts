import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineAccess } from "../../engine/engine-access.ts";

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    /** True with this chance. */
    chance: (share: number) => next() < share,
    below: (limit: number) => Math.floor(next() * limit),
    pick: <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)],
    some: <T>(list: readonly T[], share: number): T[] => list.filter(() => next() < share),
  };
}
export type Random = ReturnType<typeof random>;

interface Listed {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly ImageID: string;
}

/** Everything on an engine by what tells it apart, one text each: two of them compare as sets. */
export async function snapshot(engine: EngineAccess): Promise<Set<string>> {
  const get = async <T>(path: string): Promise<T> => JSON.parse((await engine.api("GET", path)).body);
  const [containers, images, { Volumes }, networks] = await Promise.all([
    get<Listed[]>("/containers/json?all=1"),
    get<{ Id: string; RepoTags: string[] | null }[]>("/images/json?all=1"),
    get<{ Volumes: { Name: string; CreatedAt: string }[] | null }>("/volumes"),
    get<{ Id: string; Name: string }[]>("/networks"),
  ]);
  return new Set([
    ...containers.map(({ Id, Names, State }) => `container ${Id} ${Names[0]} ${State}`),
    ...images.flatMap(({ Id, RepoTags }) => [
      `image ${Id}`,
      ...(RepoTags ?? []).filter((tag) => !tag.includes("<none>")).map((tag) => `tag ${tag} ${Id}`),
    ]),
    ...(Volumes ?? []).map(({ Name, CreatedAt }) => `volume ${Name} ${CreatedAt}`),
    ...networks.map(({ Id, Name }) => `network ${Id} ${Name}`),
  ]);
}

/** The engine's API for those who change things behind Drydock's back. */
export function hand(engine: EngineAccess) {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await engine.api(method, path, body);
    return answer.status < 300 ? answer.body : "";
  };
  return {
    /** Answers its ID; empty when that name is taken. */
    container: async (name: string, image: string, host: object = {}, config: object = {}): Promise<string> => {
      const body = { Image: image, Cmd: ["sleep", "1000"], StopSignal: "SIGKILL", HostConfig: host, ...config };
      const answer = await call("POST", `/containers/create?name=${name}`, body);
      return answer ? JSON.parse(answer).Id : "";
    },
    start: (name: string) => call("POST", `/containers/${name}/start`),
    rename: (name: string, to: string) => call("POST", `/containers/${name}/rename?name=${to}`),
    removeContainer: (name: string) => call("DELETE", `/containers/${name}?force=1&v=1`),
    volume: (name: string) => call("POST", "/volumes/create", { Name: name }),
    removeVolume: (name: string) => call("DELETE", `/volumes/${name}`),
    network: (name: string) => call("POST", "/networks/create", { Name: name, CheckDuplicate: true }),
    removeNetwork: (name: string) => call("DELETE", `/networks/${name}`),
    connect: (network: string, container: string) =>
      call("POST", `/networks/${network}/connect`, { Container: container }),
    tag: (image: string, repository: string, tag: string) =>
      call("POST", `/images/${encodeURIComponent(image)}/tag?repo=${repository}&tag=${tag}`),
    untag: (reference: string) => call("DELETE", `/images/${encodeURIComponent(reference)}?noprune=1`),
    /** An image of a container as it is, with or without a name; answers its ID. */
    commit: async (container: string, name = ""): Promise<string> =>
      JSON.parse((await call("POST", `/commit?container=${container}${name ? `&repo=${name}&tag=1` : ""}`, {})) || "{}")
        .Id ?? "",
    importImage: (repository: string, content: string) => importImage(engine.socket, repository, content),
  };
}

/** An image of one small file, which no other image shares. */
function importImage(socketPath: string, repository: string, content: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-import-"));
  writeFileSync(join(folder, "file"), content);
  const tar = execFileSync("tar", ["-c", "-C", folder, "file"]);
  rmSync(folder, { recursive: true });
  return new Promise((resolve, reject) => {
    const path = `/images/create?fromSrc=-&repo=${repository}&tag=1`;
    const sent = request({ socketPath, method: "POST", path, agent: false }, (response) => {
      response.resume().on("end", resolve).on("error", reject);
    });
    sent.on("error", reject).end(tar);
  });
}
