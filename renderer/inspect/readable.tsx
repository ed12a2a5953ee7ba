import { Fact, Facts, Section } from "../components/facts.tsx";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);
/** `RepoTags` as `Repo tags`. */
const spaced = (name: string) =>
  name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
const words = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** Every field that has a value, under its own name: objects as sections, lists one entry a line. */
export function Readable({ value }: { value: unknown }) {
  if (!isObject(value)) return <p>{words(value)}</p>;
  const entries = Object.entries(value).filter(([, inner]) => !isEmpty(inner));
  const nested = entries.filter(([, inner]) => isObject(inner));
  return (
    <>
      <Facts>
        {entries
          .filter(([, inner]) => !isObject(inner))
          .map(([name, inner]) => {
            const lines = Array.isArray(inner) ? inner.map(words) : [words(inner)];
            return (
              <Fact key={name} name={spaced(name)} mono copy={lines.join("\n")}>
                {lines.map((line, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
                  <span key={index} style={{ display: "block" }}>
                    {line}
                  </span>
                ))}
              </Fact>
            );
          })}
      </Facts>
      {nested.map(([name, inner]) => (
        <Section key={name} title={spaced(name)}>
          <Facts>
            {Object.entries(inner as object)
              .filter(([, deep]) => !isEmpty(deep))
              .map(([key, deep]) => (
                <Fact key={key} name={key} mono>
                  {words(deep)}
                </Fact>
              ))}
          </Facts>
        </Section>
      ))}
    </>
  );
}
