import { Button, NumberInput, Select } from "@mantine/core";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { Reachability } from "@shared/networks.ts";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import { FactsView, Section } from "../components/facts.tsx";
import { Loading } from "../components/state.tsx";
import { useContainers, useEngine } from "../inventory.ts";
import styles from "./networks.module.css";
import type { NetworkRow } from "./rows.ts";

/** The tab `Reachability`: whether one container reaches a port of another, tried from within, and what mends it. */
export function ReachTab({ network }: { network: NetworkRow }) {
  const live = useEngine()?.state === "live";
  const containers = useContainers().rows.filter(({ labels }) => labels["io.drydock.helper"] === undefined);
  const [from, setFrom] = useState<string | null>(network.members[0]?.container.id ?? null);
  const [to, setTo] = useState<string | null>(network.members[1]?.container.id ?? null);
  const [port, setPort] = useState<number | string>(80);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Reachability>();
  const [failure, setFailure] = useState<ErrorShape>();
  const data = containers.map(({ id, name, state }) => ({
    value: id,
    label: state === "running" ? name : `${name} (${state})`,
  }));
  const source = containers.find(({ id }) => id === from);
  const target = containers.find(({ id }) => id === to);
  const right = source && target && source !== target && typeof port === "number" && port >= 1 && port <= 65535;
  const test = async (event: FormEvent) => {
    event.preventDefault();
    if (!right) return;
    setBusy(true);
    setAnswer(undefined);
    setFailure(undefined);
    try {
      const ref = ({ id, name }: { id: string; name: string }) => ({ id, name });
      setAnswer(await api.networks.reach({ engine: network.engine, from: ref(source), to: ref(target), port }));
    } catch (error) {
      setFailure(errorShape(error));
    }
    setBusy(false);
  };
  return (
    <FactsView>
      <div className={styles.stack}>
        <form className={styles.reach} onSubmit={test} noValidate>
          <Select label="From" searchable data={data} value={from} onChange={setFrom} />
          <Select label="To" searchable data={data} value={to} onChange={setTo} />
          <NumberInput
            label="TCP port"
            className={styles.port}
            hideControls
            allowDecimal={false}
            min={1}
            max={65535}
            value={port}
            onChange={setPort}
          />
          <Button type="submit" disabled={!live || !right} loading={busy}>
            Test
          </Button>
        </form>
        {busy ? <Loading>Trying it from within…</Loading> : null}
        {failure ? (
          <p role="alert" className={styles.failure}>
            {failure.message}
          </p>
        ) : null}
        {answer ? (
          <>
            <p role="status" className={styles.answer} data-verdict={answer.verdict}>
              {answer.answer}
            </p>
            {answer.mend.length > 0 ? (
              <Section title="What mends it">
                <DockerCommand command={answer.mend} />
              </Section>
            ) : null}
            {answer.tests.length > 0 ? (
              <Section title="What was tried">
                <ul className={styles.tests}>
                  {answer.tests.map((each) => (
                    <li key={each}>{each}</li>
                  ))}
                </ul>
              </Section>
            ) : null}
          </>
        ) : null}
      </div>
    </FactsView>
  );
}
