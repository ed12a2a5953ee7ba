import { Radio, SegmentedControl } from "@mantine/core";
import type { AppInfo } from "@shared/app.ts";
import type { Settings } from "@shared/settings.ts";
import { type ReactNode, useEffect, useState } from "react";
import { api } from "../api.ts";
import { Fact, Facts } from "../components/facts.tsx";
import { notifyError } from "../components/notices.tsx";
import { Page } from "../components/page.tsx";
import { StateText } from "../components/state-text.tsx";
import { stateTones, stateWords } from "../engine/words.ts";
import { useEngine } from "../inventory.ts";
import { RegistriesSection } from "../registries/section.tsx";
import styles from "./page.module.css";
import { useSettings } from "./store.ts";

const update = (change: Partial<Settings>) => void api.settings.update(change).catch(notifyError);

/** What can be set, where things are, and which versions run. */
export function SettingsPage() {
  const settings = useSettings();
  const [info, setInfo] = useState<AppInfo>();
  useEffect(() => {
    api.app.info().then(setInfo, notifyError);
  }, []);

  return (
    <Page title="Settings" chapter="kernel" kind="text">
      <Group title="Appearance" hint="Light, dark, or whatever the system uses.">
        <SegmentedControl
          aria-label="Theme"
          value={settings.theme}
          onChange={(theme) => update({ theme: theme as Settings["theme"] })}
          data={[
            { value: "system", label: "System" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </Group>
      <Group
        title="Private engine"
        hint="When Drydock quits while containers run in the private engine. Without running containers it always stops."
      >
        <Radio.Group
          aria-label="When Drydock quits"
          value={settings.privateEngineOnQuit}
          onChange={(value) => update({ privateEngineOnQuit: value as Settings["privateEngineOnQuit"] })}
        >
          <div className={styles.choices}>
            <Radio value="ask" label="Ask me" />
            <Radio value="stop" label="Stop the engine and its containers" />
            <Radio value="keep" label="Keep the engine running" />
          </div>
        </Radio.Group>
      </Group>
      <Group
        title="Registries"
        hint="Logins for pulling and pushing, as docker's own configuration has them. A login goes only to its own registry."
      >
        <RegistriesSection />
      </Group>
      <Group title="Engine" hint="The engine on the screen. Choose another one in the sidebar.">
        <EngineFacts />
      </Group>
      <Group title="About" hint="Drydock shows the docker line of everything it does.">
        {info && (
          <Facts>
            <Fact name="Drydock">{info.version}</Fact>
            <Fact name="Electron">{info.electron}</Fact>
            <Fact name="Chromium">{info.chromium}</Fact>
            <Fact name="Platform">{info.platform}</Fact>
            <Fact name="Data folder" mono copy={info.dataDir}>
              {info.dataDir}
            </Fact>
          </Facts>
        )}
      </Group>
    </Page>
  );
}

function EngineFacts() {
  const engine = useEngine();
  if (!engine) return <p className={styles.none}>No engine is on the screen.</p>;
  const { name, state, host, version, problem, id } = engine;
  return (
    <Facts>
      <Fact name="Name">{name}</Fact>
      <Fact name="State">
        <StateText tone={stateTones[state]}>{stateWords[state]}</StateText>
      </Fact>
      {problem && <Fact name="Problem">{problem}</Fact>}
      <Fact name="Address" mono copy={host}>
        {host}
      </Fact>
      {id && (
        <Fact name="ID" mono copy={id}>
          {id}
        </Fact>
      )}
      {version && (
        <>
          <Fact name="Version">
            {version.engine}, API {version.api}
          </Fact>
          <Fact name="System">
            {version.os}, {version.arch}, kernel {version.kernel}
          </Fact>
        </>
      )}
    </Facts>
  );
}

function Group({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <section className={styles.group} aria-label={title}>
      <div>
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.hint}>{hint}</p>
      </div>
      <div className={styles.control}>{children}</div>
    </section>
  );
}
