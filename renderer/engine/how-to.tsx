import { Anchor } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";
import styles from "./first-run.module.css";

/** How to get an engine, one list for each platform as Node names it. */
const steps: Readonly<Record<string, readonly ReactNode[]>> = {
  linux: [
    <>
      Debian or Ubuntu: <code>sudo apt-get install docker.io</code>
    </>,
    <>
      Fedora: <code>sudo dnf install moby-engine</code>, then <code>sudo systemctl enable --now docker</code>
    </>,
    <>
      Arch: <code>sudo pacman -S docker</code>, then <code>sudo systemctl enable --now docker</code>
    </>,
    <>
      If an engine runs but permission is denied: <code>sudo usermod -aG docker $USER</code>, then log in again.
    </>,
  ],
  darwin: [
    <>
      Colima: <code>brew install colima docker</code>, then <code>colima start</code>
    </>,
    <>Docker Desktop, OrbStack or Rancher Desktop: install it and start it once.</>,
  ],
  win32: [
    <>Docker Desktop or Rancher Desktop: install it and start it once. Both need WSL 2.</>,
    <>
      WSL 2, if it is missing: <code>wsl --install</code>, then restart the computer.
    </>,
  ],
};
const manual = "https://docs.docker.com/engine/install/";

/** The steps for the system that Drydock runs on. */
export function HowTo() {
  const [platform, setPlatform] = useState<string>();
  useEffect(() => {
    api.app.info().then((info) => setPlatform(info.platform), notifyError);
  }, []);
  return (
    <ul className={styles.steps}>
      {(platform ? (steps[platform] ?? []) : []).map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed
        <li key={index}>{step}</li>
      ))}
      <li>
        Every other system:{" "}
        <Anchor
          component="button"
          className={styles.link}
          onClick={() => void api.app.openExternal({ url: manual }).catch(notifyError)}
        >
          docs.docker.com/engine/install
        </Anchor>
      </li>
    </ul>
  );
}
