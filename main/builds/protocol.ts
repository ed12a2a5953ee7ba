import { parse } from "protobufjs";

/**
 * The messages of BuildKit that a build needs, with the fields that are read or written here; others are skipped, as
 * protobuf does. Kept as text in the program, so that a packaged app has no files to find. From
 * github.com/moby/buildkit (api/services/control, session, solver/errdefs) and github.com/tonistiigi/fsutil.
 */
const source = `
syntax = "proto3";
package drydock;

message SolveRequest {
  string Ref = 1;
  string Exporter = 3;
  map<string, string> ExporterAttrs = 4;
  string Session = 5;
  string Frontend = 6;
  map<string, string> FrontendAttrs = 7;
}
message SolveResponse { map<string, string> ExporterResponse = 1; }
message StatusRequest { string Ref = 1; }
message StatusResponse {
  repeated Vertex vertexes = 1;
  repeated VertexStatus statuses = 2;
  repeated VertexLog logs = 3;
  repeated VertexWarning warnings = 4;
}
message Vertex {
  string digest = 1;
  string name = 3;
  bool cached = 4;
  Timestamp started = 5;
  Timestamp completed = 6;
  string error = 7;
}
message VertexStatus {
  string ID = 1;
  string vertex = 2;
  string name = 3;
  int64 current = 4;
  int64 total = 5;
  Timestamp started = 7;
  Timestamp completed = 8;
}
message VertexLog {
  string vertex = 1;
  int64 stream = 3;
  bytes msg = 4;
}
message VertexWarning {
  string vertex = 1;
  bytes short = 3;
  repeated bytes detail = 4;
  string url = 5;
  repeated Range ranges = 7;
}
message Timestamp { int64 seconds = 1; int32 nanos = 2; }
message Position { int32 line = 1; int32 character = 2; }
message Range { Position start = 1; Position end = 2; }

message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
message Any { string type_url = 1; bytes value = 2; }
message SourceInfo { string filename = 1; bytes data = 2; }
message Source { SourceInfo info = 1; repeated Range ranges = 2; }
message VertexDigest { string digest = 1; }

message Packet {
  enum PacketType { STAT = 0; REQ = 1; DATA = 2; FIN = 3; ERR = 4; }
  PacketType type = 1;
  Stat stat = 2;
  uint32 ID = 3;
  bytes data = 4;
}
message Stat {
  string path = 1;
  uint32 mode = 2;
  uint32 uid = 3;
  uint32 gid = 4;
  int64 size = 5;
  int64 modTime = 6;
  string linkname = 7;
  int64 devmajor = 8;
  int64 devminor = 9;
}

message CredentialsRequest { string Host = 1; }
message CredentialsResponse { string Username = 1; string Secret = 2; }
message GetSecretRequest { string ID = 1; }
message GetSecretResponse { bytes data = 1; }
message HealthCheckResponse { int32 status = 1; }
`;

const { root } = parse(source, { keepCase: true });

export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}
export interface Range {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number };
}
/** Where a build failed, in the Dockerfile. */
export interface Source {
  readonly info?: { readonly filename: string };
  readonly ranges: readonly Range[];
}
export interface StatusResponse {
  readonly vertexes: readonly {
    readonly digest: string;
    readonly name: string;
    readonly cached: boolean;
    readonly started?: Timestamp;
    readonly completed?: Timestamp;
    readonly error: string;
  }[];
  readonly statuses: readonly {
    readonly ID: string;
    readonly vertex: string;
    readonly name: string;
    readonly current: number;
    readonly total: number;
    readonly completed?: Timestamp;
  }[];
  readonly logs: readonly { readonly vertex: string; readonly msg: Uint8Array }[];
  readonly warnings: readonly {
    readonly vertex: string;
    readonly short: Uint8Array;
    readonly detail: readonly Uint8Array[];
    readonly ranges: readonly Range[];
  }[];
}
export interface Stat {
  readonly path: string;
  /** As Go's os.FileMode has it. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Nanoseconds since the epoch. */
  readonly modTime: number;
  readonly linkname: string;
  readonly devmajor: number;
  readonly devminor: number;
}
export interface Packet {
  readonly type: number;
  readonly stat?: Stat;
  readonly ID?: number;
  readonly data?: Uint8Array;
}

interface Messages {
  SolveRequest: {
    readonly Ref: string;
    readonly Exporter: string;
    readonly ExporterAttrs: Readonly<Record<string, string>>;
    readonly Session: string;
    readonly Frontend: string;
    readonly FrontendAttrs: Readonly<Record<string, string>>;
  };
  SolveResponse: { readonly ExporterResponse: Readonly<Record<string, string>> };
  StatusRequest: { readonly Ref: string };
  StatusResponse: StatusResponse;
  Status: { readonly details: readonly { readonly type_url: string; readonly value: Uint8Array }[] };
  Source: Source;
  Packet: Packet;
  CredentialsRequest: { readonly Host: string };
  CredentialsResponse: { readonly Username: string; readonly Secret: string };
  GetSecretRequest: { readonly ID: string };
  GetSecretResponse: { readonly data: Uint8Array };
  HealthCheckResponse: { readonly status: number };
}

/** Writes one message of BuildKit's. */
export function encode<Name extends keyof Messages>(name: Name, message: Messages[Name]): Uint8Array {
  return root.lookupType(`drydock.${name}`).encode(message).finish();
}

/** Reads one message of BuildKit's; fields that were not sent have their zero value, messages are missing. */
export function decode<Name extends keyof Messages>(name: Name, bytes: Uint8Array): Messages[Name] {
  const type = root.lookupType(`drydock.${name}`);
  return type.toObject(type.decode(bytes), {
    longs: Number,
    defaults: true,
    arrays: true,
    objects: true,
  }) as Messages[Name];
}
