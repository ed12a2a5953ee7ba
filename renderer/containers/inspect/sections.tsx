import { quote } from "@shared/command.ts";
import type { ReactNode } from "react";
import { Ago } from "../../components/ago.tsx";
import { Fact, Facts, Section } from "../../components/facts.tsx";
import { MonoCell, PlainTable } from "../../components/plain-table.tsx";
import styles from "../../inspect/inspect.module.css";
import { memory } from "../stats/figures.ts";
import type { ContainerInspect } from "./schema.ts";

/** Docker's zero time means never. */
const moment = (time: string): ReactNode =>
  time === "" || time.startsWith("0001-") ? "Never" : <Ago time={Date.parse(time)} />;
const yes = (value: boolean) => (value ? "Yes" : "No");

export function StateSection({ State, RestartCount }: Pick<ContainerInspect, "State" | "RestartCount">) {
  const { Health } = State;
  return (
    <Section title="State">
      <Facts>
        <Fact name="Status">{State.Status}</Fact>
        <Fact name="Exit code">{State.ExitCode}</Fact>
        {State.Pid > 0 && <Fact name="PID">{State.Pid}</Fact>}
        <Fact name="Started">{moment(State.StartedAt)}</Fact>
        <Fact name="Finished">{moment(State.FinishedAt)}</Fact>
        <Fact name="Killed for memory">{State.OOMKilled ? "Yes: it went over its memory limit" : "No"}</Fact>
        <Fact name="Restarts">{RestartCount}</Fact>
        {State.Error && <Fact name="Error">{State.Error}</Fact>}
        {Health && (
          <Fact name="Health">
            {Health.Status}
            {Health.FailingStreak > 0 && `, failed ${Health.FailingStreak} times in a row`}
          </Fact>
        )}
      </Facts>
      {Health && Health.Log.length > 0 && (
        <PlainTable label="Health checks" head={["Ran", "Exit code", "Output"]}>
          {[...Health.Log].reverse().map(({ Start, ExitCode, Output }) => (
            <tr key={Start}>
              <td>{moment(Start)}</td>
              <td>{ExitCode}</td>
              <td>
                <pre className={styles.output}>{Output.trim()}</pre>
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  );
}

export function CommandSection({ Config, Image, Path, Args, Platform, Driver }: ContainerInspect) {
  const argv = [Path, ...Args].filter(Boolean).map(quote).join(" ");
  return (
    <Section title="Image and command">
      <Facts>
        <Fact name="Image" mono copy={Config.Image}>
          {Config.Image}
        </Fact>
        <Fact name="Image ID" mono copy={Image}>
          {Image}
        </Fact>
        <Fact name="Process" mono copy={argv}>
          {argv}
        </Fact>
        {Config.Entrypoint.length > 0 && (
          <Fact name="Entrypoint" mono>
            {Config.Entrypoint.map(quote).join(" ")}
          </Fact>
        )}
        {Config.Cmd.length > 0 && (
          <Fact name="Command" mono>
            {Config.Cmd.map(quote).join(" ")}
          </Fact>
        )}
        <Fact name="Working folder" mono>
          {Config.WorkingDir || "/"}
        </Fact>
        <Fact name="User">{Config.User || "root (default)"}</Fact>
        <Fact name="Host name" mono>
          {Config.Hostname}
        </Fact>
        <Fact name="Terminal">
          {Config.Tty && Config.OpenStdin ? "Interactive (-it)" : Config.Tty ? "Yes (-t)" : "No"}
        </Fact>
        {Config.StopSignal && <Fact name="Stop signal">{Config.StopSignal}</Fact>}
        {Platform && <Fact name="Platform">{Platform}</Fact>}
        {Driver && <Fact name="Storage driver">{Driver}</Fact>}
      </Facts>
    </Section>
  );
}

export function PortsSection({ NetworkSettings }: Pick<ContainerInspect, "NetworkSettings">) {
  const ports = Object.entries(NetworkSettings.Ports);
  return (
    <Section title="Ports" note={ports.length || undefined}>
      {ports.length === 0 ? (
        <p>No port is exposed.</p>
      ) : (
        <PlainTable label="Ports" head={["Container", "Host"]}>
          {ports.map(([port, bindings]) => (
            <tr key={port}>
              <MonoCell>{port}</MonoCell>
              <MonoCell>
                {bindings.length === 0
                  ? "Not published"
                  : bindings
                      .map(({ HostIp, HostPort }) => `${HostIp.includes(":") ? `[${HostIp}]` : HostIp}:${HostPort}`)
                      .join(", ")}
              </MonoCell>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  );
}

export function MountsSection({ Mounts }: Pick<ContainerInspect, "Mounts">) {
  return (
    <Section title="Mounts" note={Mounts.length || undefined}>
      {Mounts.length === 0 ? (
        <p>Nothing is mounted.</p>
      ) : (
        <PlainTable label="Mounts" head={["Type", "Source", "In the container", "Access"]}>
          {Mounts.map(({ Type, Name, Source, Destination, RW }) => (
            <tr key={Destination}>
              <td>{Type}</td>
              <MonoCell>{Name || Source}</MonoCell>
              <MonoCell>{Destination}</MonoCell>
              <td>{RW ? "Read and write" : "Read only"}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  );
}

export function NetworksSection({ NetworkSettings, HostConfig }: ContainerInspect) {
  const networks = Object.entries(NetworkSettings.Networks);
  return (
    <Section title="Networks" note={networks.length || undefined}>
      {networks.length === 0 ? (
        <p>{HostConfig.NetworkMode === "none" ? "No network (none)." : `Mode: ${HostConfig.NetworkMode || "none"}.`}</p>
      ) : (
        <PlainTable label="Networks" head={["Network", "Address", "Gateway", "MAC address", "Aliases"]}>
          {networks.map(([name, network]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <MonoCell>{[network.IPAddress, network.GlobalIPv6Address].filter(Boolean).join(", ") || "–"}</MonoCell>
              <MonoCell>{network.Gateway || "–"}</MonoCell>
              <MonoCell>{network.MacAddress || "–"}</MonoCell>
              <MonoCell>{network.Aliases.join(", ") || "–"}</MonoCell>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  );
}

function cpus({ NanoCpus, CpuQuota, CpuPeriod }: ContainerInspect["HostConfig"]): string {
  if (NanoCpus > 0) return `${NanoCpus / 1e9}`;
  if (CpuQuota > 0) return `${CpuQuota / (CpuPeriod || 100_000)}`;
  return "No limit";
}

export function ResourcesSection({ HostConfig }: Pick<ContainerInspect, "HostConfig">) {
  const limit = (bytes: number) => (bytes > 0 ? memory(bytes) : "No limit");
  const { Ulimits, RestartPolicy } = HostConfig;
  const { Name, MaximumRetryCount } = RestartPolicy;
  return (
    <Section title="Resources and policy">
      <Facts>
        <Fact name="Memory">{limit(HostConfig.Memory)}</Fact>
        {HostConfig.MemoryReservation > 0 && <Fact name="Memory reserved">{memory(HostConfig.MemoryReservation)}</Fact>}
        {HostConfig.Memory > 0 && (
          <Fact name="Memory and swap">{HostConfig.MemorySwap < 0 ? "No limit" : memory(HostConfig.MemorySwap)}</Fact>
        )}
        <Fact name="CPUs">{cpus(HostConfig)}</Fact>
        {HostConfig.CpuShares > 0 && <Fact name="CPU shares">{HostConfig.CpuShares}</Fact>}
        {HostConfig.CpusetCpus && <Fact name="CPU set">{HostConfig.CpusetCpus}</Fact>}
        <Fact name="Processes">{HostConfig.PidsLimit > 0 ? HostConfig.PidsLimit : "No limit"}</Fact>
        {HostConfig.ShmSize > 0 && <Fact name="Shared memory">{memory(HostConfig.ShmSize)}</Fact>}
        {Ulimits.map((ulimit) => (
          <Fact key={ulimit.Name} name={`ulimit ${ulimit.Name}`}>
            {ulimit.Soft} soft, {ulimit.Hard} hard
          </Fact>
        ))}
        <Fact name="Restart policy">
          {Name || "no"}
          {MaximumRetryCount > 0 && `, at most ${MaximumRetryCount} times`}
        </Fact>
        <Fact name="Removed when it exits">{yes(HostConfig.AutoRemove)}</Fact>
        <Fact name="Privileged">{yes(HostConfig.Privileged)}</Fact>
        <Fact name="Read-only root">{yes(HostConfig.ReadonlyRootfs)}</Fact>
        {HostConfig.CapAdd.length > 0 && <Fact name="Capabilities added">{HostConfig.CapAdd.join(", ")}</Fact>}
        {HostConfig.CapDrop.length > 0 && <Fact name="Capabilities dropped">{HostConfig.CapDrop.join(", ")}</Fact>}
        {HostConfig.LogConfig.Type && <Fact name="Logging driver">{HostConfig.LogConfig.Type}</Fact>}
      </Facts>
    </Section>
  );
}
