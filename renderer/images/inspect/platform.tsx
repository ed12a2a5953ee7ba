import { Button, Loader } from "@mantine/core";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { RegistryPlatforms } from "@shared/image-uses.ts";
import { useState } from "react";
import { api } from "../../api.ts";
import { Fact, Facts, Section } from "../../components/facts.tsx";
import { size } from "../../components/format.ts";
import { MonoCell, PlainTable } from "../../components/plain-table.tsx";
import { useEngine } from "../../inventory.ts";
import { refOf } from "../actions.ts";
import { type ImageRow, nameless } from "../rows.ts";
import styles from "./inspect.module.css";
import type { ImageInspect } from "./schema.ts";

/** `linux/arm64/v8`, as `--platform` takes it. */
const words = (...parts: readonly string[]) => parts.filter(Boolean).join("/");

/** The platform of the image, those that an engine of API 1.48 has of it, and what its registry offers when asked. */
export function PlatformSection({ row, inspect }: { row: ImageRow; inspect: ImageInspect }) {
  const engine = useEngine()?.version;
  const own = words(inspect.Os, inspect.Architecture, inspect.Variant);
  const foreign = engine && inspect.Architecture && !sameArchitecture(engine.arch, inspect.Architecture);
  const platforms = inspect.Manifests.filter(({ Kind }) => Kind === "image");
  return (
    <Section title="Platform" note={platforms.length > 1 ? platforms.length : undefined}>
      <Facts>
        <Fact name="Platform" mono>
          {own || "Not said"}
        </Fact>
        {foreign && (
          <Fact name="On this engine">
            Needs emulation: the engine runs on {engine.os}/{engine.arch}.
          </Fact>
        )}
        {inspect.OsVersion && <Fact name="OS version">{inspect.OsVersion}</Fact>}
        {row.tag !== nameless && (
          <Fact name="In the registry">
            <InRegistry row={row} own={own} />
          </Fact>
        )}
      </Facts>
      {platforms.length > 0 && (
        <PlainTable label="Platforms" head={["Platform", "Here", "Size", "Digest"]}>
          {platforms.map(({ ID, Available, Descriptor, Size, ImageData }) => {
            const { os, architecture, variant } = ImageData?.Platform ?? Descriptor.platform;
            return (
              <tr key={ID}>
                <th scope="row">{words(os, architecture, variant) || "unknown"}</th>
                <td>{Available ? "Yes" : "No"}</td>
                <td>{size(Size.Total || Descriptor.size)}</td>
                <MonoCell>{Descriptor.digest.replace("sha256:", "").slice(0, 12)}</MonoCell>
              </tr>
            );
          })}
        </PlainTable>
      )}
    </Section>
  );
}

/** The engine has the kernel's word for it, images have Go's. */
const names: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64", armv7l: "arm", i686: "386" };
const sameArchitecture = (engine: string, image: string) => (names[engine] ?? engine) === image;

type Asked = "asking" | RegistryPlatforms | ErrorShape | undefined;

function InRegistry({ row, own }: { row: ImageRow; own: string }) {
  const [asked, setAsked] = useState<Asked>();
  const ask = () => {
    setAsked("asking");
    api.images.platforms(refOf(row)).then(setAsked, (error) => setAsked(errorShape(error)));
  };
  if (asked === "asking")
    return (
      <span role="status" className={styles.asking}>
        <Loader size={13} /> Asking the registry…
      </span>
    );
  if (asked && "platforms" in asked)
    return asked.platforms.length === 0 ? (
      "It does not say for which platforms."
    ) : (
      <ul className={styles.platforms} aria-label="Platforms in the registry">
        {asked.platforms.map((platform) => (
          <li key={platform} data-own={platform === own || undefined}>
            {platform}
          </li>
        ))}
      </ul>
    );
  return (
    <span>
      {asked && <span role="alert">{asked.message} </span>}
      <Button variant="default" size="compact-xs" onClick={ask}>
        {asked ? "Ask again" : "Ask for its platforms"}
      </Button>
    </span>
  );
}
