import { buildCommand } from "@shared/builds.ts";
import { afterAll, beforeAll, describe, test } from "vitest";
import { dockerCli, type EngineAccess } from "../engine/engine-access.ts";
import { buildImage } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { buildCases } from "./build-cases.ts";
import { buildFolder, buildsOn, inputOf, readBuild, warmBuildKit } from "./build-folder.ts";

interface Inspected {
  readonly Config: Record<string, unknown>;
  readonly RootFS: { readonly Layers: readonly string[] };
  readonly Os: string;
  readonly Architecture: string;
}

/** What makes two images the same: the configuration but for what names the build's own containers, and every layer. */
async function imageOf(engine: EngineAccess, tag: string) {
  const [image] = JSON.parse(await engine.docker("image", "inspect", tag)) as Inspected[];
  const { Hostname: _, Image: _image, ...config } = image!.Config;
  return { config, layers: image!.RootFS.Layers, os: image!.Os, architecture: image!.Architecture };
}

const engines = {
  "BuildKit of 26.1": { engine: sharedEngine, builder: "buildkit" },
  "the classic builder of 20.10": { engine: sharedOlderEngine, builder: "classic" },
} as const;

describe.each(Object.entries(engines))("%s", (_name, { engine: open, builder }) => {
  const tags: string[] = [];
  let counter = 0;
  beforeAll(async () => {
    await buildImage(open(), "parity-onbuild", "FROM busybox\nONBUILD COPY . /app\nONBUILD RUN ls /app > /ls\n");
    if (builder === "buildkit") await warmBuildKit(open());
  });
  afterAll(async () => {
    await open()
      .docker("rmi", "-f", "parity-onbuild", ...tags)
      .catch(() => {});
  });
  const cases = Object.entries(buildCases).filter(([, { buildkit }]) => builder === "buildkit" || !buildkit);

  test.concurrent.for(cases)("%s", async ([, { files, input = {}, fails }], { expect, onTestFinished }) => {
    const engine = open();
    const number = ++counter;
    const folder = buildFolder(onTestFinished, files);
    const own = { ...input, folder, builder };
    const [ours, theirs] = [`parity-${builder}-${number}:drydock`, `parity-${builder}-${number}:cli`];
    const withCli = async () => {
      const values = Object.fromEntries((input.secrets ?? []).map(({ id, value }) => [id.toUpperCase(), value]));
      const command = buildCommand(inputOf(engine, { ...own, tags: [theirs] }));
      await dockerCli(engine, command, { DOCKER_BUILDKIT: builder === "buildkit" ? "1" : "0", ...values });
    };
    const withDrydock = async () => {
      const { server } = buildsOn(onTestFinished, engine);
      const { error } = await readBuild(server.build(inputOf(engine, { ...own, tags: [ours] })) as never);
      if (error) throw error;
    };
    // Whoever is second finds what the first has built: equal layers mean that not one file, mode or name differed.
    const builders = number % 2 === 0 ? [withCli, withDrydock] : [withDrydock, withCli];
    if (fails) {
      for (const build of builders) await expect(build()).rejects.toThrow();
      return;
    }
    tags.push(ours, theirs);
    for (const build of builders) await build();
    expect(await imageOf(engine, ours)).toEqual(await imageOf(engine, theirs));
  });
});
