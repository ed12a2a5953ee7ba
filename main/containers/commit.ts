import type { CommitInput } from "@shared/containers.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

/** The engine copies all that was written in the container, which may be much. */
const patience = 30 * 60_000;

/** Makes an image of a container and answers with its ID. */
export async function commit(
  client: DockerClient,
  { id, reference, message, author, pause }: CommitInput,
): Promise<{ id: string }> {
  // A colon before the last slash belongs to the registry's port.
  const colon = reference.lastIndexOf(":");
  const tagged = colon > reference.lastIndexOf("/");
  const { Id } = await client.post<{ Id: string }>(path`/commit`, {
    query: {
      container: id,
      repo: tagged ? reference.slice(0, colon) : reference,
      tag: tagged ? reference.slice(colon + 1) : "latest",
      comment: message,
      author,
      pause,
    },
    deadline: patience,
  });
  return { id: Id };
}
