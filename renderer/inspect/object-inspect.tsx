import { InspectView } from "./inspect-view.tsx";
import { useInspect } from "./use-inspect.ts";

interface ObjectInspectProps {
  /** Changes when the object may have: it is read again then. */
  readonly inspectKey: string;
  readonly load: () => Promise<unknown>;
  /** For example `["image", "inspect", reference]`. */
  readonly command: readonly string[];
}

/** The `Inspect` tab of an image, volume or network. */
export function ObjectInspect({ inspectKey, load, command }: ObjectInspectProps) {
  return <InspectView inspected={useInspect(inspectKey, load)} command={command} />;
}
