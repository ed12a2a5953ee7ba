import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineAccess } from "../engine/engine-access.ts";
import { dockerCli } from "../engine/engine-access.ts";
import { tar } from "../main/layers/tar-files.ts";

/** Gives an engine so many images over one small layer, in one archive: `many/image-0:1` and so on. */
export async function loadImages(engine: EngineAccess, count: number): Promise<void> {
  const layer = tar([{ name: "file", content: "one file" }]);
  const digest = createHash("sha256").update(layer).digest("hex");
  const images = Array.from({ length: count }, (_, at) => ({
    tag: `many/image-${at}:1`,
    file: `${at}.json`,
    config: JSON.stringify({
      architecture: "amd64",
      os: "linux",
      created: "2026-01-01T00:00:00Z",
      config: { Labels: { number: String(at), "org.opencontainers.image.title": `Image ${at}` } },
      rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
    }),
  }));
  const file = join(engine.folder, "many.tar");
  writeFileSync(
    file,
    tar([
      { name: "layer/layer.tar", content: layer },
      ...images.map((image) => ({ name: image.file, content: image.config })),
      {
        name: "manifest.json",
        content: JSON.stringify(
          images.map((image) => ({ Config: image.file, RepoTags: [image.tag], Layers: ["layer/layer.tar"] })),
        ),
      },
    ]),
  );
  await dockerCli(engine, ["load", "--quiet", "--input", file]);
}
