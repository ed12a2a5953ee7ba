import { DrydockError } from "@shared/errors.ts";
import type { Query } from "./query.ts";

/** A filter that names one record of the build cache and cannot match another: docker takes it for a pattern. */
const oneRecord = /^\^[a-z0-9]{10,}\$$/;

/**
 * Throws INTERNAL for a call that Drydock never makes (docs/decisions/never-prune.md), whoever asks for it: a prune of
 * anything but one listed record of the build cache, and anything with force.
 */
export function refuseForbidden(method: string, path: string, query: Query = {}): void {
  if (method === "GET" || method === "HEAD") return;
  if (query.force !== undefined && query.force !== false) throw forbidden(method, path, "with force");
  if (!/\/prune$/.test(path)) return;
  const { filters } = query;
  const given = typeof filters === "object" && !Array.isArray(filters) ? (filters as Record<string, unknown>) : {};
  const ids = given.id;
  const listed =
    /^(?:\/v[\d.]+)?\/build\/prune$/.test(path) &&
    Object.keys(given).length === 1 &&
    Array.isArray(ids) &&
    ids.length === 1 &&
    oneRecord.test(String(ids[0]));
  if (!listed) throw forbidden(method, path, "without listed IDs");
}

const forbidden = (method: string, path: string, how: string): DrydockError =>
  new DrydockError("INTERNAL", `Drydock never sends ${method} ${path} ${how}. Nothing was done.`);
