import type { AnyExperiment } from "./experiment.ts";
import { cgroupExperiments } from "./experiments/cgroups.ts";
import { composeExperiments } from "./experiments/compose.ts";
import { dockerExperiments } from "./experiments/docker.ts";
import { imageExperiments } from "./experiments/images.ts";
import { isolationExperiments } from "./experiments/isolation.ts";
import { kernelExperiments } from "./experiments/kernel.ts";
import { machineExperiments } from "./experiments/machines.ts";
import { namespaceExperiments } from "./experiments/namespaces.ts";
import { runningExperiments } from "./experiments/running.ts";

/** Every experiment of the guide. */
export const experiments: readonly AnyExperiment[] = [
  ...dockerExperiments,
  ...imageExperiments,
  ...kernelExperiments,
  ...namespaceExperiments,
  ...cgroupExperiments,
  ...isolationExperiments,
  ...machineExperiments,
  ...composeExperiments,
  ...runningExperiments,
];
