import { z } from "zod";
import type { Kind } from "./tables.ts";

const event = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z
    .object({ ID: z.string().max(300).catch(""), Attributes: z.record(z.string(), z.unknown()).catch({}) })
    .catch({ ID: "", Attributes: {} }),
});

/** What an event says is out of date: one container, a whole list, or a container that is gone for good. */
export type Hint =
  | { readonly type: "container"; readonly id: string }
  | { readonly type: "destroyed"; readonly id: string }
  | { readonly type: "list"; readonly kind: Kind };

/** They change nothing that a list shows, and health checks alone send three of them every few seconds. */
const silent =
  /^(?:exec_|top$|attach$|detach$|resize$|copy$|export$|archive-path$|extract-to-dir$|mount$|unmount$|save$|push$)/;
const containerId = /^[0-9a-f]{64}$/;

/** Reads one message of `GET /events` as hints; what is unreadable or changes no row has none. */
export function hintsOf(message: unknown): Hint[] {
  const { success, data } = event.safeParse(message);
  if (!success || silent.test(data.Action)) return [];
  const { Type, Action, Actor } = data;
  switch (Type) {
    case "container":
      // A prune names no container.
      if (!containerId.test(Actor.ID)) return [{ type: "list", kind: "containers" }];
      // Podman says `remove` where Docker says `destroy`.
      if (Action === "destroy" || Action === "remove") return [{ type: "destroyed", id: Actor.ID }];
      if (Action === "commit") return [{ type: "list", kind: "images" }];
      return [{ type: "container", id: Actor.ID }];
    case "image":
    case "builder":
      return [{ type: "list", kind: "images" }];
    case "volume":
      return [{ type: "list", kind: "volumes" }];
    case "network": {
      if (Action !== "connect" && Action !== "disconnect") return [{ type: "list", kind: "networks" }];
      const id = Actor.Attributes.container;
      return typeof id === "string" && containerId.test(id) ? [{ type: "container", id }] : [];
    }
    default:
      return [];
  }
}
