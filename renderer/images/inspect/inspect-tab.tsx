import { api } from "../../api.ts";
import { Labels } from "../../components/facts.tsx";
import { Environment } from "../../containers/inspect/environment.tsx";
import { InspectView } from "../../inspect/inspect-view.tsx";
import { useInspect } from "../../inspect/use-inspect.ts";
import { refOf } from "../actions.ts";
import type { ImageRow } from "../rows.ts";
import { PlatformSection } from "./platform.tsx";
import { imageInspect } from "./schema.ts";
import {
  BuildSection,
  CommandSection,
  HealthSection,
  LayersSection,
  OverviewSection,
  PortsSection,
} from "./sections.tsx";

/** The tab `Inspect` of an image: what a container of it starts with, beside the engine's own words. */
export function InspectTab({ row }: { row: ImageRow }) {
  const inspected = useInspect(row.key, () => api.images.inspect(refOf(row)));
  return (
    <InspectView inspected={inspected} command={["image", "inspect", row.reference]}>
      {(value, revealed, reveal) => {
        const { data } = imageInspect.safeParse(value);
        if (!data) return null;
        return (
          <>
            <OverviewSection {...data} />
            <PlatformSection key={row.key} row={row} inspect={data} />
            <CommandSection {...data} />
            <Environment entries={data.Config.Env} revealed={revealed} onReveal={reveal} />
            <PortsSection {...data} />
            <HealthSection {...data} />
            <LayersSection {...data} />
            <BuildSection {...data} />
            <Labels labels={data.Config.Labels} />
          </>
        );
      }}
    </InspectView>
  );
}
