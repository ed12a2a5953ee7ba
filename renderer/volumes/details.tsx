import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { Details } from "../components/details.tsx";
import { Fact, Facts, FactsView, Labels, Section } from "../components/facts.tsx";
import { size } from "../components/format.ts";
import { ContainerLink } from "../components/object-link.tsx";
import { MonoCell, PlainTable } from "../components/plain-table.tsx";
import { StateText, stateTone } from "../components/state-text.tsx";
import { ObjectInspect } from "../inspect/object-inspect.tsx";
import { DetailsActions } from "../table/details-actions.tsx";
import { volumeActions, volumeNoun } from "./actions.ts";
import { FilesTab } from "./files-tab.tsx";
import type { VolumeRow } from "./rows.ts";
import { SnapshotsTab } from "./snapshots-tab.tsx";

interface VolumeDetailsProps {
  readonly volume: VolumeRow;
  readonly live: boolean;
  onTab(tab: string): void;
  onClose(): void;
}

/** The region `Details` of one volume. */
export function VolumeDetails({ volume, live, onTab, onClose }: VolumeDetailsProps) {
  const { tab = "overview" } = useParams({ strict: false });
  return (
    <Details
      id={volume.name}
      name={volume.name}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      actions={<DetailsActions item={volume} actions={volumeActions} noun={volumeNoun} live={live} most={1} />}
      tabs={[
        { id: "overview", label: "Overview", content: () => <Overview volume={volume} /> },
        {
          id: "files",
          label: "Files",
          content: () => <FilesTab engine={volume.engine} name={volume.name} live={live} />,
        },
        {
          id: "snapshots",
          label: "Snapshots",
          content: () => <SnapshotsTab engine={volume.engine} name={volume.name} live={live} />,
        },
        { id: "inspect", label: "Inspect", content: () => <Inspect volume={volume} /> },
      ]}
    />
  );
}

function Inspect({ volume: { engine, name } }: { volume: VolumeRow }) {
  return (
    <ObjectInspect
      inspectKey={`${engine} ${name}`}
      load={() => api.volumes.inspect({ engine, name })}
      command={["volume", "inspect", name]}
    />
  );
}

function Overview({ volume }: { volume: VolumeRow }) {
  const { name, driver, scope, mountpoint, created, labels, usedBy, bytes } = volume;
  return (
    <FactsView>
      <Facts>
        <Fact name="Driver">{driver}</Fact>
        <Fact name="Scope">{scope}</Fact>
        {bytes !== undefined && <Fact name="Size">{size(bytes)}</Fact>}
        <Fact name="Mountpoint" mono copy={mountpoint}>
          {mountpoint}
        </Fact>
        {created && (
          <Fact name="Created">
            <Ago time={created} />
          </Fact>
        )}
      </Facts>
      <Section title="Used by" note={usedBy.length || undefined}>
        {usedBy.length === 0 ? (
          <p>No container mounts this volume.</p>
        ) : (
          <PlainTable label="Containers that mount it" head={["Container", "State", "Mounted at", "Access"]}>
            {usedBy.flatMap((container) =>
              container.mounts
                .filter(({ type, source }) => type === "volume" && source === name)
                .map(({ destination, writable }) => (
                  <tr key={container.id + destination}>
                    <th scope="row">
                      <ContainerLink id={container.id} name={container.name} />
                    </th>
                    <td>
                      <StateText tone={stateTone(container.state, container.health, container.exitCode)}>
                        {container.state}
                      </StateText>
                    </td>
                    <MonoCell>{destination}</MonoCell>
                    <td>{writable ? "Read and write" : "Read only"}</td>
                  </tr>
                )),
            )}
          </PlainTable>
        )}
      </Section>
      <Labels labels={labels} />
    </FactsView>
  );
}
