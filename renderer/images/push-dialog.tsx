import { Button, Modal } from "@mantine/core";
import { imagesApi } from "@shared/images.ts";
import { IconUpload } from "@tabler/icons-react";
import { type FormEvent, useEffect } from "react";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { useEngine } from "../inventory.ts";
import { askLogin, LoginHost } from "../registries/login-dialog.tsx";
import { registryName, registryOf, useLogins } from "../registries/logins.ts";
import type { ImageRow } from "./rows.ts";
import { askTag } from "./tag-dialog.tsx";
import { TransferView } from "./transfer-view.tsx";
import styles from "./transfers.module.css";
import { startPush, useTransfersOf, watchTransfers } from "./transfers.ts";

const { ask, useAsked } = createAsking<ImageRow | null>();
/** Opens the dialog `Push <image>`, or without an image the one with the pushes that are under way. */
export const askPush = ask;

/** Shows what askPush asks; once in the page. */
export function PushHost() {
  const asked = useAsked();
  return (
    <>
      <Modal
        opened={asked !== null}
        onClose={() => asked?.close()}
        title={asked?.subject ? `Push ${asked.subject.reference}` : "Push"}
        size={640}
      >
        {asked ? <PushForm row={asked.subject} onClose={asked.close} /> : null}
      </Modal>
      <LoginHost />
    </>
  );
}

function PushForm({ row, onClose }: { row: ImageRow | null; onClose(): void }) {
  const engine = useEngine();
  const live = engine?.state === "live";
  const pushes = useTransfersOf(engine?.id, "push");
  useEffect(() => watchTransfers("push"), []);
  const shown = row ? pushes.filter(({ subject }) => subject === row.reference) : pushes;
  const others = pushes.filter((each) => !shown.includes(each) && each.state === "running").length;
  const running = shown.some(({ state }) => state === "running");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (row && engine && live) void startPush(engine.id, row.reference);
  };
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      {row ? (
        <>
          <Destination
            row={row}
            onTag={() => {
              onClose();
              void askTag(row);
            }}
          />
          <DockerCommand
            command={[...(imagesApi.push.command?.({ engine: row.engine, reference: row.reference }) ?? [])]}
          />
        </>
      ) : null}
      {shown.length > 0 ? (
        <div className={styles.list}>
          {shown.map((each) => (
            <TransferView key={each.id} transfer={each} />
          ))}
        </div>
      ) : null}
      <div className={form.buttons}>
        {running || others > 0 ? (
          <span className={styles.note}>
            {others > 0 ? `${others} more under way. ` : ""}Pushes go on when this is closed.
          </span>
        ) : null}
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {row ? (
          <Button
            type="submit"
            data-autofocus
            disabled={!live || running}
            leftSection={<IconUpload size={15} aria-hidden />}
          >
            Push
          </Button>
        ) : null}
      </div>
    </form>
  );
}

/** Where a push goes and as whom, and what to do when that cannot work. */
function Destination({ row, onTag }: { row: ImageRow; onTag(): void }) {
  const { logins, error } = useLogins();
  const host = registryOf(row.reference);
  const login = logins?.find((each) => each.host === host);
  const name = registryName(host);
  if (host === "docker.io" && !row.repository.includes("/"))
    return (
      <div className={styles.problem}>
        <p>
          Without a user or registry in its name this goes to Docker Hub's own library, which takes it from nobody else.
          Tag it first, for example as{" "}
          <code>
            {login?.username || "you"}/{row.reference}
          </code>
          .
        </p>
        <Button size="compact-sm" variant="default" mt={8} onClick={onTag}>
          Tag…
        </Button>
      </div>
    );
  const problem = error?.message ?? login?.problem;
  if (problem) return <p className={styles.problem}>{problem}</p>;
  if (!logins) return null;
  return login ? (
    <p className={styles.note}>
      It goes to {name}
      {login.username ? <>, as {login.username}</> : null}.
    </p>
  ) : (
    <p className={styles.note}>
      It goes to {name}, without a login.{" "}
      <Button size="compact-sm" variant="subtle" onClick={() => void askLogin(host)}>
        Log in…
      </Button>
    </p>
  );
}
