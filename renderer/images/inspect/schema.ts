import { z } from "zod";
import { argv, count, flag, list, part, record, text, texts } from "../../inspect/fields.ts";

const platform = { os: text, architecture: text, variant: text, "os.version": text };

/** The part of `docker image inspect` that people read. */
export const imageInspect = z.object({
  Id: text,
  RepoTags: texts,
  RepoDigests: texts,
  Parent: text,
  Comment: text,
  Created: text,
  Author: text,
  DockerVersion: text,
  Architecture: text,
  Variant: text,
  Os: text,
  OsVersion: text,
  Size: count,
  GraphDriver: part({ Name: text }),
  RootFS: part({ Layers: texts }),
  Metadata: part({ LastTagTime: text }),
  Config: part({
    User: text,
    Env: texts,
    Entrypoint: argv,
    Cmd: argv,
    WorkingDir: text,
    ExposedPorts: record(z.unknown()),
    Volumes: record(z.unknown()),
    Labels: record(z.string().catch("")),
    OnBuild: texts,
    Shell: texts,
    StopSignal: text,
    ArgsEscaped: flag,
    Healthcheck: z
      .object({ Test: texts, Interval: count, Timeout: count, StartPeriod: count, Retries: count })
      .nullish()
      .catch(null),
  }),
  /** One for each platform and attachment of an image, from API 1.48 on. */
  Manifests: list(
    z.object({
      ID: text,
      Available: flag,
      Kind: text,
      Descriptor: part({ digest: text, size: count, platform: part(platform) }),
      Size: part({ Total: count, Content: count }),
      ImageData: z
        .object({ Platform: part(platform), Containers: texts })
        .nullish()
        .catch(null),
    }),
  ),
});
export type ImageInspect = z.output<typeof imageInspect>;
