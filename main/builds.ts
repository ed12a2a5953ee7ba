import { join } from "node:path";
import { type BuildEvent, createTimeline } from "@shared/build-timeline.ts";
import type { BuildInput, BuildRecord, BuildState, buildsApi } from "@shared/builds.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { Server } from "@shared/wire.ts";
import { batches } from "./batches.ts";
import { openBuildHistory } from "./builds/history.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { registryOf } from "./registries/hosts.ts";
import type { Logins } from "./registries/logins.ts";
import { registryConfig } from "./registries.ts";

// Reading Dockerfiles and speaking to BuildKit is loaded with the first build.
const builders = () => import("./builds/build.ts");

/** Builds images out of folders of this computer, and remembers how that went. */
export function builds(
  hub: Pick<EngineHub, "use" | "status">,
  logins: Pick<Logins, "credential" | "list">,
  dataDir: string,
): Server<typeof buildsApi> {
  const history = openBuildHistory(join(dataDir, "builds"));

  /** Runs one build, keeps its record, and passes on what it says. */
  async function* recorded(
    { id, ...input }: BuildInput & { id: string },
    signal: AbortSignal,
  ): AsyncGenerator<BuildEvent, void, undefined> {
    const client = hub.use(input.engine);
    const timeline = createTimeline();
    const started = Date.now();
    const record = (state: BuildState, error?: ErrorShape): BuildRecord => {
      const steps = timeline.steps();
      return {
        id,
        time: started,
        engineName: hub.status()?.name ?? "",
        input: { ...input, secrets: input.secrets.map((secret) => ({ ...secret, value: "" })) },
        state,
        ...(state === "running" ? {} : { duration: Date.now() - started }),
        steps: steps.length,
        cached: steps.filter((step) => step.state === "cached").length,
        ...(timeline.image ? { image: timeline.image } : {}),
        ...(error ? { error } : {}),
        timeline: steps,
        ...(timeline.failure ? { failure: timeline.failure } : {}),
        warnings: timeline.warnings,
        ...(timeline.dockerfile ? { dockerfile: timeline.dockerfile } : {}),
      };
    };
    void history.put(record("running"));
    let state: BuildState = "cancelled";
    let failure: ErrorShape | undefined;
    try {
      const { runBuild } = await builders();
      const config = (references: readonly string[]) => registryConfig(logins, references);
      const login = async (host: string) => {
        const credential = await logins.credential(
          registryOf(`${host === "registry-1.docker.io" ? "docker.io" : host}/image`),
        );
        if (!credential) return undefined;
        return "token" in credential
          ? { username: "", secret: credential.token }
          : { username: credential.username, secret: credential.password };
      };
      for await (const event of runBuild(client, { input, login, registryConfig: config }, signal)) {
        timeline.take(event);
        yield event;
      }
      state = "built";
    } catch (error) {
      failure = errorShape(error);
      state = signal.aborted || failure.code === "CANCELLED" ? "cancelled" : "failed";
      throw error;
    } finally {
      await history.put(record(state, state === "failed" ? failure : undefined));
    }
  }

  return {
    async builders({ engine }) {
      const headers = await hub.use(engine).head(path`/_ping`);
      // Podman and engines before 18.09 say nothing of builders.
      return headers["builder-version"] === undefined ? ["classic"] : ["buildkit", "classic"];
    },
    look: async ({ folder, dockerfile }) => (await builders()).lookAt(folder, dockerfile),
    measure: async ({ folder, dockerfile, builder }) =>
      (await builders()).measureContext(folder, dockerfile, builder === "classic"),
    build: (input) => {
      // Asked for at once, so that another engine is refused before anything begins.
      hub.use(input.engine);
      return batches((signal) => recorded(input, signal), { every: 80, most: 200 });
    },
    history: () => history.list(),
    record: ({ id }) => history.read(id),
    forget: ({ ids }) => history.forget(ids),
  };
}
