import { Autocomplete, Button, TextInput } from "@mantine/core";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { type FoundRepository, registryHost } from "@shared/registries.ts";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../api.ts";
import { Failure } from "../images/transfer-view.tsx";
import { useEngine } from "../inventory.ts";
import { registryOf, useLogins } from "./logins.ts";
import styles from "./registries.module.css";

/** Tags that are shown of one repository. */
const mostTags = 60;

/** Looks for images on Docker Hub, or in another registry that lists what it has; `onChoose` gets what to pull. */
export function RegistrySearch({ onChoose }: { onChoose(reference: string): void }) {
  const engine = useEngine();
  const hosts = [...new Set(["docker.io", ...(useLogins().logins ?? []).map(({ host }) => host)])].filter(Boolean);
  const [host, setHost] = useState("docker.io");
  const [term, setTerm] = useState("");
  const [found, setFound] = useState<readonly FoundRepository[]>();
  const [tags, setTags] = useState<{ readonly of: string; readonly names: readonly string[] }>();
  const [failure, setFailure] = useState<ErrorShape>();
  const [busy, setBusy] = useState(false);
  const parsed = registryHost.safeParse(host);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    setTags(undefined);
    await work().catch((error) => setFailure(errorShape(error)));
    setBusy(false);
  };
  const search = () =>
    attempt(async () => {
      setFound(undefined);
      if (!parsed.success) throw new Error(parsed.error.issues[0]!.message);
      if (engine) setFound(await api.registries.search({ engine: engine.id, host: parsed.data, term }));
    });
  const choose = (name: string) => {
    onChoose(name);
    const of = registryOf(name);
    // Docker Hub names thousands of tags, and its search none.
    if (of === "docker.io") return;
    void attempt(async () => {
      const names = await api.registries.tags({ host: of, repository: name.slice(of.length + 1) });
      setTags({ of: name, names });
    });
  };

  return (
    <details className={styles.search}>
      <summary>Search a registry</summary>
      {/* biome-ignore lint/a11y/useSemanticElements: a form cannot stand in the dialog's own form */}
      <div
        role="search"
        className={styles.asking}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
          event.preventDefault();
          void search();
        }}
      >
        <Autocomplete label="Registry" data={hosts} value={host} spellCheck={false} onChange={setHost} />
        <TextInput
          label="Words"
          placeholder={host === "docker.io" ? "postgres" : "Empty for all"}
          spellCheck={false}
          value={term}
          onChange={({ currentTarget }) => setTerm(currentTarget.value)}
        />
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconSearch size={15} aria-hidden />}
          disabled={engine?.state !== "live" || (host === "docker.io" && !term.trim())}
          onClick={() => void search()}
        >
          Search
        </Button>
      </div>
      {failure ? <Failure message={failure.message} detail={failure.detail} /> : null}
      {found?.length === 0 ? <p className={styles.note}>Nothing there has these words in its name.</p> : null}
      {found && found.length > 0 ? (
        <ul className={styles.found} aria-label="Found images">
          {found.map(({ name, description, stars, official }) => (
            <li key={name}>
              <button type="button" className={styles.repository} onClick={() => choose(name)}>
                <span className={styles.name}>{name}</span>
                <span className={styles.stars}>
                  {official ? "official · " : ""}
                  {stars === undefined ? "" : `${stars.toLocaleString("en")} stars`}
                </span>
                {description ? <span className={styles.description}>{description}</span> : null}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {tags ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would be about fields
        <div role="group" aria-label={`Tags of ${tags.of}`} className={styles.tags}>
          {tags.names.slice(0, mostTags).map((tag) => (
            <Button key={tag} size="compact-sm" variant="default" onClick={() => onChoose(`${tags.of}:${tag}`)}>
              {tag}
            </Button>
          ))}
          {tags.names.length > mostTags ? (
            <span className={styles.note}>and {tags.names.length - mostTags} more</span>
          ) : null}
        </div>
      ) : null}
    </details>
  );
}
