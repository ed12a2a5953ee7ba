import { type FileText, mostText } from "@shared/container-files.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { runIn } from "../docker/exec.ts";
import { path as enginePath } from "../docker/path.ts";
import { archiveDeadline, type Place } from "../files/archive.ts";
import { tarReader } from "../files/tar.ts";
import { reach } from "./place.ts";

/** Bytes of which a zero makes a file a binary one; the same as git and grep look at, more or less. */
const looked = 8000;

interface Start {
  readonly bytes: Buffer;
  readonly size?: number;
}

/** The start of a file, as text. Rejects with INVALID for what is no file. */
export async function fileText(client: DockerClient, place: Place, signal: AbortSignal): Promise<FileText> {
  const { runs, unseen } = await reach(client, place, signal);
  const { bytes, size } = unseen && runs ? await fromInside(client, place, signal) : await sent(client, place, signal);
  const cut = size === undefined ? bytes.length > mostText : size > bytes.length;
  const binary = bytes.subarray(0, looked).includes(0);
  const text = binary ? "" : new TextDecoder().decode(bytes.subarray(0, mostText), { stream: cut });
  return { text, binary, cut, ...(size === undefined ? {} : { size }) };
}

const noFile = (path: string) => new DrydockError("INVALID", `${path} is no file whose content could be shown.`);

/** From the engine's archive, which is left once there is enough. */
async function sent(client: DockerClient, { container, path }: Place, signal: AbortSignal): Promise<Start> {
  const answer = await client.stream("GET", enginePath`/containers/${container}/archive`, {
    query: { path },
    deadline: archiveDeadline,
    signal,
  });
  const pieces: Buffer[] = [];
  let length = 0;
  let size: number | undefined;
  const reader = tarReader((header) => {
    if (header.type !== "0") throw noFile(path);
    size = header.size;
    return {
      push(piece) {
        pieces.push(Buffer.from(piece.subarray(0, mostText - length)));
        length = Math.min(mostText, length + piece.length);
      },
      end: () => undefined,
    };
  });
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      reader.push(chunk);
      if (size !== undefined && length >= Math.min(size, mostText)) break;
    }
  } finally {
    answer.destroy();
  }
  if (size === undefined || length < Math.min(size, mostText))
    throw new DrydockError("INTERRUPTED", "The engine stopped in the middle of this file. Try again.");
  return { bytes: Buffer.concat(pieces), size };
}

/** With the container's own programs, for what the engine does not see; `find` sees to it that it is a file. */
async function fromInside(client: DockerClient, { container, path }: Place, signal: AbortSignal): Promise<Start> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let complaint = "";
  const command = ["find", path, "-maxdepth", "0", "-type", "f", "-exec", "head", "-c", `${mostText + 1}`, "{}", ";"];
  const code = await runIn(
    client,
    container,
    { command, env: ["LC_ALL=C"] },
    ({ stderr, bytes }) => {
      if (stderr) complaint = (complaint + Buffer.from(bytes).toString()).slice(0, 1000);
      else {
        pieces.push(bytes);
        length += bytes.length;
      }
      return length <= mostText;
    },
    signal,
  );
  if (complaint !== "" && length === 0)
    throw /Permission denied/.test(complaint)
      ? new DrydockError("PERMISSION_DENIED", `The container's user may not read ${path}.`, complaint)
      : new DrydockError("NOT_FOUND", `${path} cannot be read in this container.`, complaint);
  if (code === 126 || code === 127)
    throw new DrydockError(
      "UNSUPPORTED",
      `${path} is in memory, where only the container's own programs see it, and this container has none to read it with.`,
    );
  return { bytes: Buffer.concat(pieces) };
}
