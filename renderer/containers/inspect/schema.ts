import { z } from "zod";
import { argv, count, flag, list, part, record, text, texts } from "../../inspect/fields.ts";

const health = z.object({
  Status: text,
  FailingStreak: count,
  Log: list(z.object({ Start: text, End: text, ExitCode: count, Output: text })),
});

/** The part of `docker inspect` of a container that people read. What an engine leaves out is empty, never an error. */
export const containerInspect = z.object({
  Id: text,
  Created: text,
  Path: text,
  Args: texts,
  Image: text,
  Platform: text,
  Driver: text,
  RestartCount: count,
  State: part({
    Status: text,
    Pid: count,
    ExitCode: count,
    Error: text,
    OOMKilled: flag,
    StartedAt: text,
    FinishedAt: text,
    Health: health.nullish().catch(null),
  }),
  Config: part({
    Hostname: text,
    User: text,
    Env: texts,
    Cmd: argv,
    Entrypoint: argv,
    Image: text,
    WorkingDir: text,
    Labels: record(z.string()),
    Tty: flag,
    OpenStdin: flag,
    StopSignal: text,
  }),
  HostConfig: part({
    RestartPolicy: part({ Name: text, MaximumRetryCount: count }),
    Memory: count,
    MemoryReservation: count,
    MemorySwap: count,
    NanoCpus: count,
    CpuShares: count,
    CpuQuota: count,
    CpuPeriod: count,
    CpusetCpus: text,
    PidsLimit: count,
    ShmSize: count,
    Ulimits: list(z.object({ Name: text, Soft: count, Hard: count })),
    Privileged: flag,
    ReadonlyRootfs: flag,
    AutoRemove: flag,
    Init: flag,
    NetworkMode: text,
    CapAdd: texts,
    CapDrop: texts,
    LogConfig: part({ Type: text }),
  }),
  Mounts: list(z.object({ Type: text, Name: text, Source: text, Destination: text, RW: flag })),
  NetworkSettings: part({
    Ports: record(list(z.object({ HostIp: text, HostPort: text }))),
    Networks: record(
      z.object({ IPAddress: text, GlobalIPv6Address: text, Gateway: text, MacAddress: text, Aliases: texts }),
    ),
  }),
});
export type ContainerInspect = z.output<typeof containerInspect>;
