/** undefined is left out, a list repeats its key, an object becomes JSON (filters). */
export type Query = Readonly<
  Record<string, string | number | boolean | undefined | readonly string[] | Record<string, unknown>>
>;
