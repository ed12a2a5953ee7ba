import { Readable } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import { guideLabel } from "@shared/guide.ts";
import { jsonLines } from "../../docker/json-lines.ts";
import { path } from "../../docker/path.ts";
import { type Kit, labelOf } from "../box.ts";
import { tarOf } from "../tar.ts";
import { type Bench, labels, onLine, taken } from "./bench.ts";

export const buildLine = (tag: string, kit: Kit) => ["build", "--tag", tag, "--label", labelOf(kit), "-"];

/** Docker lines about images. */
export function imageLines(bench: Bench) {
  const { client, kit, signal, onPulled } = bench;
  return {
    /**
     * `docker build -` with a Dockerfile as its input; answers with what the builder said. It is the classic builder,
     * whose cache goes with the images that it made; BuildKit's carries no label and would be left behind.
     */
    build: (tag: string, dockerfile: string): Promise<{ readonly said: string; readonly took: number }> =>
      onLine(bench, buildLine(tag, kit), async () => {
        const there = await client
          .get<{ Config?: { Labels?: Record<string, string> | null } }>(path`/images/${tag}/json`, { signal })
          .then(
            ({ Config }) => Config?.Labels?.[guideLabel] ?? "",
            () => undefined,
          );
        if (there !== undefined && there !== kit.run) throw taken("image", tag);
        const before = performance.now();
        const answer = await client.upload("POST", path`/build`, Readable.from([tarOf("Dockerfile", dockerfile)]), {
          query: { t: tag, labels: JSON.stringify(labels(bench)), rm: true, memory: 256 << 20 },
          deadline: 60_000,
          signal,
        });
        let said = "";
        for await (const { stream, error } of jsonLines<{ stream?: string; error?: string }>(answer)) {
          if (error) throw new DrydockError("INTERNAL", `The image could not be built: ${error}`);
          said += stream ?? "";
        }
        return { said, took: performance.now() - before };
      }),
    /** The layers of images, by `docker image inspect`. */
    layers: (tags: readonly string[]): Promise<string[][]> =>
      onLine(bench, ["image", "inspect", ...tags], () =>
        Promise.all(
          tags.map((tag) =>
            client
              .get<{ RootFS: { Layers: string[] } }>(path`/images/${tag}/json`, { signal })
              .then(({ RootFS }) => RootFS.Layers),
          ),
        ),
      ),
    /** `docker pull` to its end, in the engine's words. */
    pull: (reference: string, words: readonly string[]): Promise<string> =>
      onLine(bench, words, async () => {
        const colon = reference.lastIndexOf(":");
        const tagged = colon > reference.lastIndexOf("/");
        const answer = await client.stream("POST", path`/images/create`, {
          query: {
            fromImage: tagged ? reference.slice(0, colon) : reference,
            tag: tagged ? reference.slice(colon + 1) : "latest",
          },
          deadline: 60_000,
          signal,
        });
        let said = "";
        for await (const message of jsonLines<{ status?: string; id?: string; error?: string }>(answer)) {
          if (message.error)
            throw new DrydockError(
              "NOT_FOUND",
              `${reference} could not be pulled: no registry answered for it. This experiment needs the network.`,
              message.error,
            );
          if (message.status && !/ing$|^Waiting|^Already/.test(message.status))
            said += `${message.id ? `${message.id}: ` : ""}${message.status}\n`;
        }
        const { Id } = await client.get<{ Id: string }>(path`/images/${reference}/json`, { signal });
        onPulled(reference, Id);
        return said.trim();
      }),
  };
}
