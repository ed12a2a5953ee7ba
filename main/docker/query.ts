export type Query = Readonly<
  Record<string, string | number | boolean | undefined | readonly string[] | Record<string, unknown>>
>;

/** Writes a query with its `?`: undefined is left out, a list repeats its key, an object becomes JSON (filters). */
export function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const item of value) parameters.append(key, item);
    else parameters.append(key, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}
