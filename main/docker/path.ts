import { DrydockError } from "@shared/errors.ts";

/** A request path whose values were escaped; only `path` makes one. */
export type EnginePath = string & { readonly __brand: "EnginePath" };

/**
 * Writes a path of the engine's API: path`/containers/${id}/json`. Every value becomes one escaped segment, so that a
 * name can neither add a query nor leave its place. Throws INVALID for an empty value, `.` and `..`, which the engine
 * would answer with a redirect to another path.
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): EnginePath {
  return literals.reduce((text, literal, index) => text + segment(values[index - 1]!) + literal) as EnginePath;
}

function segment(value: string): string {
  if (value === "" || value === "." || value === "..")
    throw new DrydockError("INVALID", `“${value}” is not the name or ID of anything on this engine.`);
  return encodeURIComponent(value);
}
