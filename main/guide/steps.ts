import { type ChapterId, experimentStep, type GuideStep, guideLabel } from "@shared/guide.ts";
import { z } from "zod";

const event = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ Attributes: z.record(z.string(), z.unknown()).catch({}) }).catch({ Attributes: {} }),
});
type Event = z.output<typeof event>;

const step = (
  id: string,
  chapter: ChapterId,
  title: string,
  type: string,
  actions: RegExp,
  also: (event: Event) => boolean = () => true,
) => ({
  id,
  chapter,
  title,
  shows: (found: Event) => found.Type === type && actions.test(found.Action) && also(found),
});

const composed = ({ Actor }: Event) => typeof Actor.Attributes["com.docker.compose.project"] === "string";

/** Podman says `exec` for `exec_start`, and `remove` for `destroy`. */
const known = [
  step("ran", "docker", "You ran a container", "container", /^start$/),
  step("pulled", "docker", "You pulled an image", "image", /^pull$/),
  step("tagged", "images", "You built or tagged an image", "image", /^(?:tag|create|build)$/),
  step("volume", "running", "You put a volume to use", "volume", /^mount$/),
  step("exec", "namespaces", "You looked into a running container", "container", /^exec(?:_start|$)/),
  step("oom", "cgroups", "You saw the kernel end a process for its memory", "container", /^oom$/),
  step("paused", "cgroups", "You paused a container", "container", /^pause$/),
  step("network", "compose", "You made a network", "network", /^create$/),
  step("composed", "compose", "You started a Compose service", "container", /^start$/, composed),
  step("stopped", "running", "You stopped a container", "container", /^(?:stop|kill)$/),
  step("removed", "running", "You removed a container", "container", /^(?:destroy|remove)$/),
] as const;

/** What can be earned beside the experiments. */
export const guideSteps: readonly GuideStep[] = known.map(({ id, chapter, title }) => ({ id, chapter, title }));

/** The steps that one message of the engine's events shows to be done; `install` is whose experiments count. */
export function stepsOf(message: unknown, install: string): string[] {
  const { success, data } = event.safeParse(message);
  if (!success) return [];
  const run = data.Actor.Attributes[guideLabel];
  // A container of its own, or where it only builds, the image that came of it: both tell of their labels.
  const shows = data.Type === "container" ? data.Action === "start" : data.Type === "image" && data.Action === "tag";
  const experiment =
    shows && typeof run === "string" && run.startsWith(`${install}.`)
      ? [experimentStep(run.slice(install.length + 1))]
      : [];
  return [...experiment, ...known.filter(({ shows }) => shows(data)).map(({ id }) => id)];
}
