// Not exported by the package, which keeps the schema of the compose-spec up to date.
import text from "../../../node_modules/dclint/schemas/compose.schema.json?raw";

/** The part of JSON schema that the compose-spec uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The schema of the compose-spec. */
export const composeSchema = JSON.parse(text) as Schema;

/** Step into an item of a list. */
export const item = "-";

/** A schema with what it refers to and its alternatives, each by itself. */
function alternatives(schema: Schema, depth = 0): Schema[] {
  if (depth > 8) return [];
  const referred = schema.$ref && composeSchema.definitions?.[schema.$ref.replace("#/definitions/", "")];
  const inner = [
    ...(referred ? [referred] : []),
    ...[schema.oneOf, schema.anyOf, schema.allOf].flatMap((of) => of ?? []),
  ];
  return [schema, ...inner.flatMap((one) => alternatives(one, depth + 1))];
}

function step(schema: Schema, key: string): Schema[] {
  if (key === item) return schema.items ? [schema.items] : [];
  const own = schema.properties?.[key];
  if (own) return [own];
  const fits = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern).test(key));
  if (fits.length > 0) return fits.map(([, one]) => one);
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

/** All that the schema says of a place: keys from the top, `item` for a place in a list. */
export const schemasAt = (path: readonly string[]): Schema[] =>
  path.reduce<Schema[]>(
    (found, key) => found.flatMap((one) => step(one, key)).flatMap((one) => alternatives(one)),
    alternatives(composeSchema),
  );

/** Types that a value may have. */
export const typesOf = (schemas: readonly Schema[]): string[] => [
  ...new Set(schemas.flatMap(({ type }) => (type === undefined ? [] : typeof type === "string" ? [type] : type))),
];
/** The first description, which is the nearest one. */
export const wordsFor = (schemas: readonly Schema[]): string =>
  schemas.find(({ description }) => description)?.description ?? "";
