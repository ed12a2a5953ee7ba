import { Button, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { registriesApi, registryHost } from "@shared/registries.ts";
import { type FormEvent, useEffect, useState } from "react";
import { api } from "../api.ts";
import { createAsking } from "../asking.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import form from "../components/form.module.css";
import { notifyDone } from "../components/notices.tsx";
import { Sentence } from "../components/sentence.tsx";
import { Failure } from "../images/transfer-view.tsx";
import { useEngine } from "../inventory.ts";
import { readLogins, registryName } from "./logins.ts";
import styles from "./registries.module.css";

const { ask, useAsked } = createAsking<{ readonly host: string }>();
/** Opens the dialog `Log in to a registry`, with a registry filled in where one is given; resolves when it is closed. */
export const askLogin = (host = ""): Promise<void> => ask({ host });

/** Shows what askLogin asks; once in the page. */
export function LoginHost() {
  const asked = useAsked();
  return (
    <Modal opened={asked !== null} onClose={() => asked?.close()} title="Log in to a registry" size={480}>
      {asked ? <LoginForm host={asked.subject.host} onClose={asked.close} /> : null}
    </Modal>
  );
}

function LoginForm({ host: given, onClose }: { host: string; onClose(): void }) {
  const engine = useEngine();
  const [typed, setTyped] = useState({ host: given || "docker.io", username: "", password: "" });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ErrorShape>();
  const host = registryHost.safeParse(typed.host);
  const keeper = useKeeper(host.success ? host.data : "");
  const problems = {
    host: host.success ? "" : host.error.issues[0]!.message,
    username: typed.username.trim() ? "" : "Type a user name.",
    password: typed.password ? "" : "Type a password or token.",
  };
  const change = (part: Partial<typeof typed>) => {
    setTyped((before) => ({ ...before, ...part }));
    setFailure(undefined);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!engine || !host.success || problems.username || problems.password) return;
    setBusy(true);
    try {
      await api.registries.login({ engine: engine.id, ...typed, host: host.data });
      notifyDone(`Logged in to ${registryName(host.data)} as ${typed.username.trim()}.`);
      void readLogins();
      onClose();
    } catch (error) {
      setFailure(errorShape(error));
      setBusy(false);
    }
  };

  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    error: tried && problems[name] ? <Sentence text={problems[name]} /> : undefined,
    spellCheck: false,
    autoComplete: "off",
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => change({ [name]: value }),
  });
  const username = typed.username.trim();
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      <TextInput
        label="Registry"
        description="docker.io is Docker Hub; any other by its host name and port."
        classNames={{ input: form.mono }}
        data-autofocus={given ? undefined : true}
        {...field("host")}
      />
      <TextInput label="User name" data-autofocus={given ? true : undefined} {...field("username")} />
      <TextInput label="Password or token" type="password" {...field("password")} />
      {keeper?.problem ? (
        <p role="alert" className={styles.problem}>
          {keeper.problem}
        </p>
      ) : keeper ? (
        <p className={styles.note}>
          It is tried first, and then kept by{" "}
          {keeper.helper ? (
            <code>docker-credential-{keeper.helper}</code>
          ) : (
            "Drydock, encrypted by the system's keychain"
          )}
          .
        </p>
      ) : null}
      {engine && host.success && username ? (
        <DockerCommand
          command={[
            ...(registriesApi.login.command?.({ engine: engine.id, host: host.data, username, password: "-" }) ?? []),
          ]}
        />
      ) : null}
      {failure ? <Failure message={failure.message} detail={failure.detail} /> : null}
      <div className={form.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={engine?.state !== "live" || Boolean(keeper?.problem)}>
          Log in
        </Button>
      </div>
    </form>
  );
}

type Keeper = Awaited<ReturnType<typeof api.registries.keeper>>;

/** Who would keep a login to this registry, asked once typing pauses. */
function useKeeper(host: string): Keeper | undefined {
  const [wanted] = useDebouncedValue(host, 250);
  const [keeper, setKeeper] = useState<Keeper>();
  useEffect(() => {
    let left = false;
    if (!wanted) setKeeper(undefined);
    else
      api.registries.keeper({ host: wanted }).then(
        (answer) => left || setKeeper(answer),
        (error) => left || setKeeper({ problem: errorShape(error).message }),
      );
    return () => {
      left = true;
    };
  }, [wanted]);
  return keeper;
}
