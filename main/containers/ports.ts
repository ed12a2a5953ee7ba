import type { Container } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";

/** Says which container holds the port that this one could not have; the engine names only the port. */
export function portTaken(error: unknown, id: string, containers: ReadonlyMap<string, Container>): unknown {
  if (!(error instanceof DrydockError)) return error;
  const match = /:(\d+)\D* (?:failed: port is already allocated|(?:bind: )?address already in use)/.exec(
    error.detail ?? "",
  );
  if (!match) return error;
  const holder = [...containers.values()].find(
    (other) => other.id !== id && other.ports.some(({ public: published }) => published === Number(match[1])),
  );
  if (!holder) return error;
  return new DrydockError(
    "CONFLICT",
    `Port ${match[1]} is in use by the container ${holder.name}. Stop that one, or choose another host port.`,
    error.detail,
  );
}
