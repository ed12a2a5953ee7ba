import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { Login } from "@shared/registries.ts";
import { useEffect, useSyncExternalStore } from "react";
import { api } from "../api.ts";

interface Logins {
  /** Undefined until they were read. */
  readonly logins?: readonly Login[];
  readonly error?: ErrorShape;
}

let state: Logins = {};
const listeners = new Set<() => void>();
function set(next: Logins): void {
  state = next;
  for (const listener of listeners) listener();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Reads them again: they also change outside of Drydock. Never rejects. */
export async function readLogins(): Promise<void> {
  try {
    set({ logins: await api.registries.list() });
  } catch (error) {
    set({ error: errorShape(error) });
  }
}

/** Logins to registries, read when the component appears. */
export function useLogins(): Logins {
  useEffect(() => void readLogins(), []);
  return useSyncExternalStore(subscribe, () => state);
}

/** What people call a registry. */
export const registryName = (host: string): string => (host === "docker.io" ? "Docker Hub" : host);

/** The registry that a reference belongs to (distribution/reference: splitDockerDomain). */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  return rest.length > 0 && isHost ? first.toLowerCase().replace(/^index\.docker\.io$/, "docker.io") : "docker.io";
}

/** Who keeps a login, in words. */
export function keeperOf({ keptBy }: Login): string {
  switch (keptBy.type) {
    case "helper":
      return `docker-credential-${keptBy.name}`;
    case "config":
      return "docker's config.json, in plain text";
    case "drydock":
      return "Drydock, encrypted by the system's keychain";
  }
}
