import { Button, Select } from "@mantine/core";
import { api } from "../api.ts";
import { firstTail } from "../containers/logs/log-session.ts";
import { LogView } from "../containers/logs/log-view.tsx";
import { useLogSession } from "../containers/logs/use-log-session.ts";
import styles from "./compose.module.css";
import { chooseLogService, useLogService } from "./log-service.ts";
import type { ProjectRow } from "./rows.ts";

/** The longest tail that main merges. */
const most = 200_000;
/** What the list of services has for all of them; no service is called that. */
const all = "*";

/** The logs of all containers of a project, or of one service, as one by time, with a colour for each service. */
export function LogsTab({ row, active }: { row: ProjectRow; active: boolean }) {
  const { engine, name, services } = row;
  const service = useLogService(row);
  const names = services.filter((one) => one.containers.length > 0 || one.name === service).map((one) => one.name);
  const choices = service === undefined || names.includes(service) ? names : [...names, service];
  return (
    <div className={styles.logs}>
      {choices.length > 1 || service !== undefined ? (
        <div className={styles.logsHead}>
          <Select
            aria-label="Service"
            size="xs"
            allowDeselect={false}
            data={[{ value: all, label: "All services" }, ...choices]}
            value={service ?? all}
            onChange={(value) => chooseLogService(row, value === all || value === null ? undefined : value)}
          />
          {service === undefined ? null : (
            <Button variant="subtle" size="compact-sm" onClick={() => chooseLogService(row)}>
              Show all services
            </Button>
          )}
        </div>
      ) : null}
      {/* A search, a selection and a place belong to one log. */}
      <ServiceLog key={`${engine} ${name} ${service ?? ""}`} row={row} service={service} active={active} />
    </div>
  );
}

interface ServiceLogProps {
  readonly row: ProjectRow;
  readonly service: string | undefined;
  readonly active: boolean;
}

function ServiceLog({ row, service, active }: ServiceLogProps) {
  const { engine, name } = row;
  const containers = row.containers.filter((one) => service === undefined || one.service === service);
  const services = service === undefined ? [] : [service];
  const { session, search, live } = useLogSession({
    engine,
    key: `${name} ${service ?? ""}`,
    source: () => ({ most, open: (part) => api.compose.logs({ engine, name, services, ...part }) }),
    active,
    runs: containers.length > 0,
  });
  return (
    <LogView
      session={session}
      search={search}
      name={[name, ...services].join("-")}
      live={live}
      empty={
        containers.length === 0
          ? `No container, so no log. Start ${service ?? "the project"} with Up.`
          : "No output yet. New lines appear here as the containers write them."
      }
      command={["compose", "-p", name, "logs", "--follow", "--tail", String(firstTail), ...services]}
    />
  );
}
