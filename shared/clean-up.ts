import type { CleanUpChoices, LabelFilter } from "./plans.ts";

/** Filters as words of a docker line. */
const filterWords = (until: string, labels: readonly LabelFilter[]): string[] => [
  ...(until ? ["--filter", `until=${until}`] : []),
  ...labels.flatMap(({ key, value, not }) => [
    "--filter",
    `label${not ? "!" : ""}=${key}${value === undefined ? "" : `=${value}`}`,
  ]),
];

type Choices = Omit<CleanUpChoices, "engine">;

const wantsImages = ({ unusedImages, danglingImages }: Choices) => unusedImages || danglingImages;
const wantsAll = ({ unusedImages, danglingImages }: Choices) => unusedImages && !danglingImages;
/** Whether the build cache's shared and internal records are meant too, as `docker builder prune --all` means them. */
export const wantsAllCache = (choices: Choices): boolean => choices.allCache || wantsAll(choices);

/** Volumes: from API 1.42 on a prune takes only unnamed ones, unless told otherwise. */
function sparesNamed(api: string): boolean {
  const [major = 0, minor = 0] = api.split(".").map(Number);
  return major > 1 || minor >= 42;
}

/** The docker lines that come closest to the choices on an engine of this API version, each as words after `docker`. */
export function pruneCommands(choices: Choices, api: string): readonly (readonly string[])[] {
  const { stoppedContainers, unusedNetworks, unusedVolumes, buildCache, until, labels } = choices;
  const filters = filterWords(until, labels);
  const all = wantsAll(choices) ? ["--all"] : [];
  const volumes = ["volume", "prune", ...(sparesNamed(api) ? ["--all"] : []), ...filterWords("", labels)];
  if (stoppedContainers && wantsImages(choices) && unusedNetworks && buildCache)
    return [["system", "prune", ...all, ...filters], ...(unusedVolumes ? [volumes] : [])];
  return [
    ...(stoppedContainers ? [["container", "prune", ...filters]] : []),
    ...(wantsImages(choices) ? [["image", "prune", ...all, ...filters]] : []),
    ...(unusedNetworks ? [["network", "prune", ...filters]] : []),
    ...(unusedVolumes ? [volumes] : []),
    ...(buildCache
      ? [["builder", "prune", ...(wantsAllCache(choices) ? ["--all"] : []), ...filterWords(until, [])]]
      : []),
  ];
}

/** What those docker lines would do otherwise than the plan, on an engine of this API version; a sentence each. */
export function pruneDifferences(choices: Choices, api: string): readonly string[] {
  const { unusedNetworks, unusedVolumes, buildCache, until, labels } = choices;
  const whole = pruneCommands(choices, api)[0]?.[0] === "system";
  const differences: string[] = [
    "docker takes whatever it finds when it runs. Here only ticked rows go, and each is looked at again right before.",
  ];
  if (unusedVolumes && sparesNamed(api))
    differences.push(
      "`docker volume prune` without `--all`, and `docker system prune --volumes`, take only volumes without a name on this engine. Here all unused ones are shown, and none is ticked.",
    );
  else if (unusedVolumes)
    differences.push(
      `On this engine (API ${api}) \`docker volume prune\` and \`docker system prune --volumes\` also delete named volumes. Here none is ticked, and named ones are asked for by name.`,
    );
  if (unusedVolumes && until)
    differences.push("docker knows no `until` for volumes. Here it counts from when a volume was made.");
  if (unusedNetworks)
    differences.push(
      "docker also removes networks that stopped containers need to start again. Here those are shown, but not ticked.",
    );
  if (buildCache && labels.some(({ not }) => !not))
    differences.push("Build cache has no labels: docker takes it all the same, here none of it is taken.");
  if (buildCache && whole && choices.allCache && !wantsAll(choices))
    differences.push(
      "`docker system prune` without `--all` leaves shared and internal build cache; here it is ticked.",
    );
  if (labels.filter(({ not }) => not).length > 1)
    differences.push("With several `label!=` docker spares only what has all of them; here one of them is enough.");
  return differences;
}

/** Docker's own lines as choices, for those who know them. */
export const prunePresets: readonly { readonly line: string; readonly choices: Partial<Choices> }[] = [
  {
    line: "docker system prune",
    choices: { stoppedContainers: true, danglingImages: true, unusedNetworks: true, buildCache: true },
  },
  {
    line: "docker system prune -a",
    choices: { stoppedContainers: true, unusedImages: true, unusedNetworks: true, buildCache: true },
  },
  {
    line: "docker system prune -a --volumes",
    choices: {
      stoppedContainers: true,
      unusedImages: true,
      unusedNetworks: true,
      unusedVolumes: true,
      buildCache: true,
    },
  },
  { line: "docker container prune", choices: { stoppedContainers: true } },
  { line: "docker image prune", choices: { danglingImages: true } },
  { line: "docker image prune -a", choices: { unusedImages: true } },
  { line: "docker network prune", choices: { unusedNetworks: true } },
  { line: "docker volume prune", choices: { unusedVolumes: true } },
  { line: "docker builder prune", choices: { buildCache: true } },
  { line: "docker builder prune -a", choices: { buildCache: true, allCache: true } },
];

/**
 * Label filters as docker writes them: `key`, `key=value`, `label=key`, `label!=key=value`, separated by spaces or
 * commas; `!` in front excludes. Pure; what is not a filter is left out.
 */
export function parseLabels(text: string): LabelFilter[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap((word) => {
      const prefixed = /^(?:--filter=)?label(!?)=(.+)$/.exec(word);
      const bare = /^(!?)(.+)$/.exec(word);
      const [, bang = "", rest = ""] = prefixed ?? bare ?? [];
      const [, key = "", not = "", value] = /^([^=!]+)(?:(!?)=(.*))?$/.exec(rest) ?? [];
      if (key === "") return [];
      return [{ key, not: bang === "!" || not === "!", ...(value === undefined ? {} : { value }) }];
    });
}
