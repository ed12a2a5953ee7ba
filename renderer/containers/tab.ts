import type { Container } from "@shared/containers.ts";

/** What every tab in a container's details is given. */
export interface ContainerTab {
  /** As the engine said last. */
  readonly container: Container;
  /** It is gone from the engine and stays readable until its details are closed. */
  readonly removed: boolean;
  /** The tab is the one that is shown. */
  readonly active: boolean;
}
