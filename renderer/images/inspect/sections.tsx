import { quote } from "@shared/command.ts";
import { Ago } from "../../components/ago.tsx";
import { Fact, Facts, Section } from "../../components/facts.tsx";
import { duration, size } from "../../components/format.ts";
import styles from "./inspect.module.css";
import type { ImageInspect } from "./schema.ts";

const line = (words: readonly string[]) => words.map(quote).join(" ");
/** Docker's zero time means never. */
const known = (time: string) => time !== "" && !time.startsWith("0001-") && Number.isFinite(Date.parse(time));

/** Several values of one fact, one under the other. */
const Values = ({ values }: { values: readonly string[] }) => (
  <>
    {values.map((value) => (
      <span key={value} className={styles.value}>
        {value}
      </span>
    ))}
  </>
);

export function OverviewSection({ Id, RepoTags, RepoDigests, Size, Created, Metadata, Author }: ImageInspect) {
  return (
    <Section title="Overview">
      <Facts>
        <Fact name="ID" mono copy={Id}>
          {Id}
        </Fact>
        <Fact name={RepoTags.length === 1 ? "Tag" : "Tags"} mono copy={RepoTags.join("\n") || undefined}>
          {RepoTags.length > 0 ? <Values values={RepoTags} /> : "None: the image is dangling"}
        </Fact>
        {RepoDigests.length > 0 && (
          <Fact name="Digest" mono copy={RepoDigests.join("\n")}>
            <Values values={RepoDigests} />
          </Fact>
        )}
        <Fact name="Size">{size(Size)}</Fact>
        {known(Created) && (
          <Fact name="Created">
            <Ago time={Date.parse(Created)} />
          </Fact>
        )}
        {known(Metadata.LastTagTime) && (
          <Fact name="Tagged here">
            <Ago time={Date.parse(Metadata.LastTagTime)} />
          </Fact>
        )}
        {Author && <Fact name="Author">{Author}</Fact>}
      </Facts>
    </Section>
  );
}

export function CommandSection({ Config }: Pick<ImageInspect, "Config">) {
  const { Entrypoint, Cmd, WorkingDir, User, StopSignal, Shell } = Config;
  const process = line([...Entrypoint, ...Cmd]);
  return (
    <Section title="What a container of it runs">
      <Facts>
        <Fact name="Process" mono copy={process || undefined}>
          {process || "Nothing: a command has to be given"}
        </Fact>
        {Entrypoint.length > 0 && (
          <Fact name="Entrypoint" mono>
            {line(Entrypoint)}
          </Fact>
        )}
        {Cmd.length > 0 && (
          <Fact name="Command" mono>
            {line(Cmd)}
          </Fact>
        )}
        <Fact name="Working folder" mono>
          {WorkingDir || "/"}
        </Fact>
        <Fact name="User">{User || "root (default)"}</Fact>
        {StopSignal && <Fact name="Stop signal">{StopSignal}</Fact>}
        {Shell.length > 0 && (
          <Fact name="Shell" mono>
            {line(Shell)}
          </Fact>
        )}
      </Facts>
    </Section>
  );
}

export function PortsSection({ Config }: Pick<ImageInspect, "Config">) {
  const ports = Object.keys(Config.ExposedPorts);
  const volumes = Object.keys(Config.Volumes);
  return (
    <Section title="Ports and volumes">
      <Facts>
        <Fact name="Exposes" mono>
          {ports.length > 0 ? <Values values={ports} /> : "No port"}
        </Fact>
        <Fact name="Volumes" mono>
          {volumes.length > 0 ? <Values values={volumes} /> : "None"}
        </Fact>
      </Facts>
    </Section>
  );
}

/** Nanoseconds of the engine; 0 means its default. */
const time = (nanoseconds: number, otherwise: string) => (nanoseconds > 0 ? duration(nanoseconds / 1e6) : otherwise);

export function HealthSection({ Config: { Healthcheck } }: Pick<ImageInspect, "Config">) {
  if (!Healthcheck || Healthcheck.Test.length === 0) return null;
  const [how, ...words] = Healthcheck.Test;
  if (how === "NONE")
    return (
      <Section title="Health check">
        <p className={styles.note}>Switched off.</p>
      </Section>
    );
  return (
    <Section title="Health check">
      <Facts>
        <Fact name="Runs" mono>
          {how === "CMD-SHELL" ? words.join(" ") : line(words)}
        </Fact>
        <Fact name="Every">{time(Healthcheck.Interval, "30 s (default)")}</Fact>
        <Fact name="Gives up after">{time(Healthcheck.Timeout, "30 s (default)")}</Fact>
        {Healthcheck.StartPeriod > 0 && <Fact name="Start period">{time(Healthcheck.StartPeriod, "")}</Fact>}
        <Fact name="Unhealthy after">{Healthcheck.Retries || "3 (default)"} failures</Fact>
      </Facts>
    </Section>
  );
}

export function LayersSection({ RootFS, GraphDriver }: ImageInspect) {
  return (
    <Section title="Layers" note={RootFS.Layers.length}>
      <Facts>
        {GraphDriver.Name && <Fact name="Storage driver">{GraphDriver.Name}</Fact>}
        <Fact name="Digests" mono copy={RootFS.Layers.join("\n") || undefined}>
          <ol className={styles.digests} aria-label="Layer digests, from the bottom">
            {RootFS.Layers.map((digest, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same layer may be there twice, and they never move
              <li key={at} title={digest}>
                {digest.replace("sha256:", "").slice(0, 24)}…
              </li>
            ))}
          </ol>
        </Fact>
      </Facts>
    </Section>
  );
}

export function BuildSection({ Parent, Comment, DockerVersion, Config }: ImageInspect) {
  if (!Parent && !Comment && !DockerVersion && Config.OnBuild.length === 0) return null;
  return (
    <Section title="How it was made">
      <Facts>
        {Parent && (
          <Fact name="Parent" mono copy={Parent}>
            {Parent}
          </Fact>
        )}
        {Comment && <Fact name="Comment">{Comment}</Fact>}
        {DockerVersion && <Fact name="Docker">{DockerVersion}</Fact>}
        {Config.OnBuild.length > 0 && (
          <Fact name="On build" mono>
            <Values values={Config.OnBuild} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
