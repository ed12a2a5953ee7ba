import { basename } from "node:path";
import { isMapping, type Mapping } from "./load.ts";

/** The services of one file that others may extend. */
export interface Bases {
  readonly file: string;
  readonly services: Mapping;
}

/** Keys that a service does not take over from the one it extends (compose-spec, "extends"). */
const own = new Set(["depends_on", "links", "volumes_from", "extends"]);

/**
 * A service with what it extends laid under it, through as many files as that takes. `read` gives another file's
 * services, `fail` is told of a circle or of a base that is not there; the service is then as it was written.
 */
export async function withBase(
  { file, services }: Bases,
  name: string,
  read: (path: string, from: string) => Promise<Bases | undefined>,
  fail: (sentence: string) => void,
  way: readonly string[] = [],
): Promise<unknown> {
  const service = services[name];
  if (!isMapping(service) || service.extends === undefined) return service;
  const wanted = isMapping(service.extends) ? service.extends : { service: service.extends };
  const here = `${basename(file)}: ${name}`;
  if (way.includes(here)) {
    fail(`extends goes round in a circle: ${[...way.slice(way.indexOf(here)), here].join(" → ")}.`);
    return service;
  }
  const other = typeof wanted.file === "string" ? await read(wanted.file, file) : { file, services };
  if (!other) return service;
  const base = String(wanted.service ?? "");
  const found = await withBase(other, base, read, fail, [...way, here]);
  if (!isMapping(found)) {
    fail(`The service ${name} extends ${base || "nothing"}, which is no service of ${basename(other.file)}.`);
    return service;
  }
  return { ...Object.fromEntries(Object.entries(found).filter(([key]) => !own.has(key))), ...service };
}
