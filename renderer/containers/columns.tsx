import type { Container } from "@shared/containers.ts";
import { useBusy } from "../actions.ts";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { dateTime } from "../components/format.ts";
import { notifyError } from "../components/notices.tsx";
import { StateText, stateTone } from "../components/state-text.tsx";
import type { Column } from "../table/column.ts";
import styles from "./containers.module.css";
import { portText, portUrl, publishedPorts } from "./ports.ts";
import { Usage } from "./usage.tsx";

/** What stands after the state: its health, or the code of a process that failed. */
const remark = ({ state, health, exitCode }: Container): string =>
  state === "running" && health ? health : state === "exited" && exitCode ? `code ${exitCode}` : "";

/** State and health of a container as Docker calls them, or what is being done to it. */
export function ContainerStateText({ container }: { container: Container }) {
  const { id, state, health, exitCode } = container;
  const busy = useBusy(id);
  if (busy) return <StateText tone="paused">{busy}…</StateText>;
  const more = remark(container);
  return (
    <>
      <StateText tone={stateTone(state, health, exitCode)}>{state}</StateText>
      {more ? <span className={styles.remark}>{more}</span> : null}
    </>
  );
}

/** Published ports, those that a browser can open as links. */
export function Ports({ container }: { container: Pick<Container, "ports"> }) {
  return publishedPorts(container).map((port) => {
    const url = portUrl(port);
    const text = portText(port);
    if (!url)
      return (
        <span key={text} className={styles.remark}>
          {text}
        </span>
      );
    return (
      <a
        key={text}
        href={url}
        className={styles.port}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void api.app.openExternal({ url }).catch(notifyError);
        }}
      >
        {text}
      </a>
    );
  });
}

/** The columns of the containers table; the first ones stay the longest when it gets narrow. */
export const containerColumns: readonly Column<Container>[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(8rem, 1.6fr)",
    cell: ({ name }) => name,
    title: ({ name }) => name,
    sort: ({ name }) => name,
  },
  {
    id: "image",
    label: "Image",
    width: "minmax(7rem, 1.4fr)",
    from: 560,
    cell: ({ image }) => image,
    title: ({ image }) => image,
    sort: ({ image }) => image,
  },
  {
    id: "state",
    label: "State",
    width: "minmax(9.5rem, 0.8fr)",
    cell: (container) => <ContainerStateText container={container} />,
    title: ({ status, state }) => status || state,
    sort: ({ state, health = "", exitCode = 0 }) => `${state} ${health} ${exitCode}`,
  },
  {
    id: "ports",
    label: "Ports",
    width: "minmax(6.5rem, 1fr)",
    from: 700,
    cell: (container) => <Ports container={container} />,
    title: (container) => publishedPorts(container).map(portText).join(", "),
    sort: (container) => publishedPorts(container)[0]?.public ?? 0,
  },
  {
    id: "cpu",
    label: "CPU",
    width: "4.5rem",
    align: "end",
    from: 400,
    cell: (container) => <Usage container={container} field="cpu" />,
  },
  {
    id: "memory",
    label: "Memory",
    width: "5.5rem",
    align: "end",
    from: 480,
    cell: (container) => <Usage container={container} field="memory" />,
  },
  {
    id: "created",
    label: "Created",
    width: "8rem",
    from: 880,
    cell: ({ created }) => <Ago time={created} />,
    title: ({ created }) => dateTime(created),
    sort: ({ created }) => created,
    descendingFirst: true,
  },
];
