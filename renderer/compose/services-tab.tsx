import { ActionIcon } from "@mantine/core";
import { IconArrowBarUp, IconFileText, IconTerminal2 } from "@tabler/icons-react";
import { FactsView, Section } from "../components/facts.tsx";
import { ContainerLink } from "../components/object-link.tsx";
import { PlainTable } from "../components/plain-table.tsx";
import { StateText, stateTone } from "../components/state-text.tsx";
import { useNetworks, useVolumes } from "../inventory.ts";
import { router } from "../router.tsx";
import { runVerb, type Target, verbs, verbWhen } from "./actions.ts";
import styles from "./compose.module.css";
import type { ProjectRow } from "./rows.ts";
import { runningText, runningTone } from "./running.ts";
import { isActive, useRunOf } from "./runs.ts";
import { showLogs } from "./show.ts";
import { askUpOf } from "./up-dialog.tsx";

/** Services with what can be done to each, then the containers, networks and volumes of a project. */
export function ServicesTab({ row, live }: { row: ProjectRow; live: boolean }) {
  const run = useRunOf(row.engine, row.name);
  const busy = run !== undefined && isActive(run);
  return (
    <FactsView>
      {row.conflict ? (
        <p className={styles.problem} data-severity="warning">
          {row.conflict}
        </p>
      ) : null}
      {row.known?.problem ? (
        <p className={styles.problem} data-severity="error">
          {row.known.problem}
        </p>
      ) : null}
      <Section title="Services" note={row.services.length || undefined}>
        <PlainTable label="Services" head={["Service", "State", "Image or build", "Actions"]}>
          {row.services.map((service) => (
            <tr key={service.name}>
              <th scope="row">{service.name}</th>
              <td>
                {service.off ? (
                  <StateText tone="exited">
                    <span title={`Profiles: ${service.model?.profiles.join(", ")}`}>profile is off</span>
                  </StateText>
                ) : (
                  <StateText tone={runningTone(service)}>{runningText(service)}</StateText>
                )}
              </td>
              <td>
                {service.model?.build
                  ? `build: ${service.model.build}`
                  : (service.model?.image ?? service.containers[0]?.image ?? "")}
              </td>
              <td>
                <ServiceButtons target={{ row, service }} disabled={busy || !live} />
              </td>
            </tr>
          ))}
        </PlainTable>
      </Section>
      <Containers row={row} />
      <Resources row={row} />
    </FactsView>
  );
}

/** Buttons for one service; what does not apply to it is left out. */
function ServiceButtons({ target, disabled }: { target: Target; disabled: boolean }) {
  const { row, service } = target;
  const name = service?.name ?? "";
  const shell = service?.containers.find(({ state }) => state === "running");
  return (
    <span className={styles.serviceButtons}>
      {row.source.files.length > 0 && !row.conflict ? (
        <ActionIcon
          aria-label={`Up ${name}`}
          title="Up"
          disabled={disabled}
          onClick={() =>
            void askUpOf({
              engine: row.engine,
              name: row.name,
              source: row.source,
              services: [name],
            })
          }
        >
          <IconArrowBarUp size={15} aria-hidden />
        </ActionIcon>
      ) : null}
      {verbs
        .filter(({ verb }) => verbWhen[verb](target) === true)
        .map(({ verb, label, icon: Picture }) => (
          <ActionIcon
            key={verb}
            aria-label={`${label} ${name}`}
            title={label}
            disabled={disabled}
            onClick={() => void runVerb(verb, label, target)}
          >
            <Picture size={15} aria-hidden />
          </ActionIcon>
        ))}
      {service && service.containers.length > 0 ? (
        <ActionIcon aria-label={`Logs ${name}`} title="Logs" onClick={() => void showLogs(row, name)}>
          <IconFileText size={15} aria-hidden />
        </ActionIcon>
      ) : null}
      {shell ? (
        <ActionIcon
          aria-label={`Terminal in ${name}`}
          title="Terminal (exec)"
          onClick={() =>
            void router.navigate({ to: "/containers/{-$id}/{-$tab}", params: { id: shell.id, tab: "terminal" } })
          }
        >
          <IconTerminal2 size={15} aria-hidden />
        </ActionIcon>
      ) : null}
    </span>
  );
}

function Containers({ row }: { row: ProjectRow }) {
  const order = new Map(row.services.map(({ name }, at) => [name, at]));
  const at = (service: string | undefined) => order.get(service ?? "") ?? order.size;
  const sorted = [...row.containers].sort((a, b) => at(a.service) - at(b.service) || a.name.localeCompare(b.name));
  return (
    <Section title="Containers" note={sorted.length || undefined}>
      {sorted.length === 0 ? (
        <p className={styles.quiet}>None yet: Up creates them.</p>
      ) : (
        <PlainTable label="Containers of this project" head={["Service", "Container", "State", "Image"]}>
          {sorted.map(({ id, name, service, state, health, exitCode, status, image }) => (
            <tr key={id}>
              <th scope="row">{service ?? "None"}</th>
              <td>
                <ContainerLink id={id} name={name} />
              </td>
              <td>
                <StateText tone={stateTone(state, health, exitCode)}>
                  <span title={status}>{health && state === "running" ? `${state}, ${health}` : state}</span>
                </StateText>
              </td>
              <td>{image}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  );
}

interface Resource {
  readonly key: string;
  readonly name: string;
  readonly there: boolean;
  readonly external: boolean;
}

/** Networks and volumes of the files and of the engine's labels. */
function Resources({ row: { name, known, services } }: { row: ProjectRow }) {
  const on = services.filter(({ off }) => !off).flatMap(({ model }) => model ?? []);
  const networks = useNetworks().rows;
  const volumes = useVolumes().rows;
  const all = (
    kind: "networks" | "volumes",
    rows: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[],
  ): Resource[] => {
    // What only services of other profiles need is not created.
    const model = (known?.model?.[kind] ?? []).filter(
      ({ key, external }) => external || on.some((service) => service[kind].includes(key)),
    );
    const labelled = rows.filter(({ labels }) => labels["com.docker.compose.project"] === name);
    return [
      ...model.map((one) => ({ ...one, there: rows.some((other) => other.name === one.name) })),
      ...labelled
        .filter((one) => !model.some((other) => other.name === one.name))
        .map((one) => ({ key: one.name, name: one.name, there: true, external: false })),
    ];
  };
  return (
    <>
      <ResourceList title="Networks" rows={all("networks", networks)} />
      <ResourceList title="Volumes" rows={all("volumes", volumes)} />
    </>
  );
}

function ResourceList({ title, rows }: { title: string; rows: readonly Resource[] }) {
  if (rows.length === 0) return null;
  return (
    <Section title={title} note={rows.length}>
      <PlainTable label={`${title} of this project`} head={["Name", "State"]}>
        {rows.map(({ name, there, external }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {external ? "external, " : ""}
              {there ? "there" : external ? "missing: create it before Up" : "not created yet"}
            </td>
          </tr>
        ))}
      </PlainTable>
    </Section>
  );
}
