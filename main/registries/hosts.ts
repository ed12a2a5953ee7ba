/** The name under which docker and its credential helpers keep a login to Docker Hub. */
export const hubKey = "https://index.docker.io/v1/";
export const hubHost = "docker.io";

/**
 * The host, with its port, that a registry's name or a key of docker's configuration stands for: without scheme and
 * path, lower case, and `docker.io` for each of Docker Hub's names.
 */
export function hostOf(name: string): string {
  const host = name
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .split("/")[0]!
    .toLowerCase();
  return host === "index.docker.io" ? hubHost : host;
}

/** The registry that an image reference belongs to (distribution/reference: splitDockerDomain). */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  return rest.length > 0 && isHost ? hostOf(first) : hubHost;
}

/** What docker keeps the login to this registry under. */
export const keyOf = (host: string): string => (host === hubHost ? hubKey : host);
