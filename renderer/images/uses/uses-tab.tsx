import { Button } from "@mantine/core";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { ImageUses, RelatedImage, Relation } from "@shared/image-uses.ts";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, readStream } from "../../api.ts";
import { Fact, Facts, FactsView, Section } from "../../components/facts.tsx";
import { counted, size } from "../../components/format.ts";
import { ContainerLink } from "../../components/object-link.tsx";
import { PlainTable } from "../../components/plain-table.tsx";
import { Loading, Message } from "../../components/state.tsx";
import { useImages } from "../../inventory.ts";
import { refOf } from "../actions.ts";
import { type ImageRow, shortId } from "../rows.ts";
import styles from "./uses.module.css";

/** The tab `Uses`: which containers and images need this one, and what its removal would free. */
export function UsesTab({ row }: { row: ImageRow }) {
  const [uses, setUses] = useState<ImageUses>();
  const [error, setError] = useState<ErrorShape>();
  const [turn, setTurn] = useState(0);
  // Another image more or less changes the answer.
  const others = useImages().rows.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the image's ID stands for the row; `turn` and `others` ask again.
  useEffect(() => {
    const leaving = new AbortController();
    setError(undefined);
    readStream(api.images.uses(refOf(row)), setUses, leaving.signal).catch(
      (thrown) => leaving.signal.aborted || setError(errorShape(thrown)),
    );
    return () => leaving.abort();
  }, [row.engine, row.id, turn, others]);
  if (error)
    return (
      <Message
        title="What uses it cannot be told"
        actions={<Button onClick={() => setTurn((before) => before + 1)}>Try again</Button>}
      >
        {error.message}
      </Message>
    );
  if (!uses) return <Loading>Looking at the other images…</Loading>;
  const relation = (...wanted: readonly Relation[]) => uses.related.filter((image) => wanted.includes(image.relation));
  return (
    <FactsView>
      <Section title="Removing it">
        <Frees row={row} uses={uses} />
      </Section>
      <Section title="Containers" note={row.usedBy.length || undefined}>
        {row.usedBy.length === 0 ? (
          <p className={styles.nothing}>No container, running or stopped, was made from it.</p>
        ) : (
          <PlainTable label="Containers made from it" head={["Container", "State"]}>
            {row.usedBy.map(({ id, name, status }) => (
              <tr key={id}>
                <th scope="row">
                  <ContainerLink id={id} name={name} />
                </th>
                <td>{status}</td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Section>
      <Related
        title="Images built on it"
        none="No other image is built on it."
        images={relation("built on it", "same")}
        layers={uses.layers}
      />
      <Related
        title="Images that it shares layers with"
        none="It shares no layer with another image."
        images={relation("its base", "shares layers")}
        layers={uses.layers}
      />
    </FactsView>
  );
}

function Frees({ row, uses: { looked, images, frees, shared, layers } }: { row: ImageRow; uses: ImageUses }) {
  if (!frees) return <Loading>{`Looked at ${looked} of ${counted(images, "other image")}…`}</Loading>;
  const { least, most, why } = frees;
  const amount = least === most ? size(most) : `${size(least)} to ${size(most)}`;
  const blocked = row.usedBy.length > 0;
  return (
    <Facts>
      <Fact name="Would free">
        <strong>{amount}</strong>
        {why && least !== most && <span className={styles.note}>{why}</span>}
      </Fact>
      <Fact name="Of its layers">
        {layers === 0
          ? "It has none."
          : `${shared} of ${layers} ${shared === 1 && layers === 1 ? "is" : "are"} in other images too and would stay`}
      </Fact>
      {row.tags > 1 && (
        <Fact name="Tags">
          {`It has ${row.tags}: removing one frees nothing, the last one takes the image with it.`}
        </Fact>
      )}
      {blocked && (
        <Fact name="Now">{`It cannot be removed: ${counted(row.usedBy.length, "container")} ${row.usedBy.length === 1 ? "uses" : "use"} it.`}</Fact>
      )}
    </Facts>
  );
}

interface RelatedProps {
  readonly title: string;
  readonly none: string;
  readonly images: readonly RelatedImage[];
  readonly layers: number;
}

const meanings: Readonly<Record<Relation, string>> = {
  same: "the same layers, other settings",
  "built on it": "built on all of its layers",
  "its base": "this image is built on it",
  "shares layers": "a common base",
};

function Related({ title, none, images, layers }: RelatedProps) {
  return (
    <Section title={title} note={images.length || undefined}>
      {images.length === 0 ? (
        <p className={styles.nothing}>{none}</p>
      ) : (
        <PlainTable label={title} head={["Image", "How", "Layers in common"]}>
          {images.map(({ id, tags, relation, layers: common }) => (
            <tr key={id}>
              <th scope="row">
                <Link to="/images/{-$id}/{-$tab}" params={{ id, tab: "uses" }} className={styles.link}>
                  {tags[0] ?? shortId(id)}
                </Link>
                {tags.length > 1 && <span className={styles.note}>and {counted(tags.length - 1, "more tag")}</span>}
              </th>
              <td>{meanings[relation]}</td>
              <td>{`${common} of ${layers}`}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  );
}
