import { isSecret, mask } from "@shared/secrets.ts";

export { mask } from "@shared/secrets.ts";

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
}

/** Splits `NAME=value` and says whether the value looks like a secret. */
export function variable(entry: string): Variable {
  const equals = entry.indexOf("=");
  const name = equals < 0 ? entry : entry.slice(0, equals);
  const value = equals < 0 ? "" : entry.slice(equals + 1);
  return { name, value, secret: isSecret(name, value) };
}

function maskEntry(entry: unknown): unknown {
  if (typeof entry !== "string") return entry;
  const { name, secret } = variable(entry);
  return secret ? `${name}=${mask}` : entry;
}

/** A copy of what `docker inspect` says in which secret environment values are masked. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "Env" && Array.isArray(inner) ? inner.map(maskEntry) : masked(inner),
    ]),
  );
}
