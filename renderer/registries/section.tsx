import { Button } from "@mantine/core";
import { type Login, registriesApi } from "@shared/registries.ts";
import { IconLogin2, IconRefresh } from "@tabler/icons-react";
import { api } from "../api.ts";
import { confirmDestructive } from "../components/confirm.tsx";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { PlainTable } from "../components/plain-table.tsx";
import { useEngine } from "../inventory.ts";
import { askLogin, LoginHost } from "./login-dialog.tsx";
import { keeperOf, readLogins, registryName, useLogins } from "./logins.ts";
import styles from "./registries.module.css";

/** The registries that somebody keeps a login to, with login and logout; a part of the page `Settings`. */
export function RegistriesSection() {
  const { logins, error } = useLogins();
  const live = useEngine()?.state === "live";
  return (
    <div className={styles.section}>
      {error ? (
        <p role="alert" className={styles.problem}>
          {error.message}
        </p>
      ) : null}
      {logins?.length === 0 ? (
        <p className={styles.note}>No logins. Public images need none; Docker Hub allows more pulls with one.</p>
      ) : null}
      {logins && logins.length > 0 ? (
        <PlainTable label="Registries" head={["Registry", "User", "Kept by", "Login"]}>
          {logins.map((login) => (
            <LoginRow key={`${login.host} ${keeperOf(login)}`} login={login} />
          ))}
        </PlainTable>
      ) : null}
      <div className={styles.buttons}>
        <Button
          variant="default"
          leftSection={<IconLogin2 size={15} aria-hidden />}
          disabled={!live}
          onClick={() => void askLogin()}
        >
          Log in
        </Button>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconRefresh size={15} aria-hidden />}
          onClick={() => void readLogins()}
        >
          Look again
        </Button>
      </div>
      <LoginHost />
    </div>
  );
}

function LoginRow({ login }: { login: Login }) {
  const { host, username, problem } = login;
  const name = registryName(host) || keeperOf(login);
  return (
    <tr>
      <th scope="row" className={styles.host}>
        {host ? name : "Unknown"}
      </th>
      <td className={styles.user}>{username || "–"}</td>
      <td className={styles.keeper}>
        {keeperOf(login)}
        {problem ? <span className={styles.trouble}>{problem}</span> : null}
      </td>
      <td className={styles.end}>
        {host ? (
          <Button size="compact-sm" variant="default" aria-label={`Log out of ${name}`} onClick={() => logOut(host)}>
            Log out
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

async function logOut(host: string): Promise<void> {
  const name = registryName(host);
  const sure = await confirmDestructive({
    title: `Log out of ${name}?`,
    body: "The login is forgotten by whoever keeps it, for the docker CLI too. Its images stay here.",
    command: [...(registriesApi.logout.command?.({ host }) ?? [])],
    confirmLabel: "Log out",
  });
  if (!sure) return;
  try {
    await api.registries.logout({ host });
    notifyDone(`Logged out of ${name}.`);
  } catch (error) {
    notifyError(error, `Log out of ${name}`);
  }
  await readLogins();
}
