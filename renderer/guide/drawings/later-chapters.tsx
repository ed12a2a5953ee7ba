import styles from "./drawing.module.css";
import { Arrow, Box, Note } from "./shapes.tsx";

/** A tree of control groups with limits. */
export const cgroups = {
  title: "Control groups form a tree; each container is a group with limits of its own",
  height: 220,
  draw: () => (
    <>
      <Box x={230} y={10} width={180} height={42} paint="accent" text="The whole machine" />
      {[
        ["web", "memory 512 MB", "half a CPU"],
        ["database", "memory 2 GB", "CPUs 0 and 1 only"],
        ["batch job", "20 processes", "small CPU weight"],
      ].map(([name, first, second], index) => (
        <g key={name}>
          <Arrow from={[320, 52]} to={[110 + index * 210, 93]} />
          <Box x={25 + index * 210} y={95} width={170} height={110} text={name} top />
          <rect x={45 + index * 210} y={128} width={130} height={10} rx={5} className={styles.box} />
          <rect
            x={45 + index * 210}
            y={128}
            width={[80, 110, 35][index]}
            height={10}
            rx={5}
            className={styles.accent}
          />
          <Note x={110 + index * 210} y={164} middle>
            {first}
          </Note>
          <Note x={110 + index * 210} y={184} middle>
            {second}
          </Note>
        </g>
      ))}
    </>
  ),
};

/** Guests on a hypervisor. */
export const hypervisor = {
  title: "A hypervisor shares the hardware among guests, each with a kernel of its own",
  height: 240,
  draw: () => (
    <>
      {["Linux", "Windows", "Another Linux"].map((name, index) => (
        <g key={name}>
          <Box x={20 + index * 205} y={10} width={190} height={128} paint="ghost" text={name} top />
          <Box x={35 + index * 205} y={42} width={160} height={36} text="Programs" />
          <Box x={35 + index * 205} y={88} width={160} height={36} paint="warm" text="Kernel of its own" />
        </g>
      ))}
      <Box x={20} y={150} width={600} height={38} paint="accent" text="Hypervisor" />
      <Box x={20} y={196} width={600} height={36} text="Hardware" />
    </>
  ),
};

/** Containers on one kernel, beside guests with one each. */
export const sideBySide = {
  title: "Containers share one kernel; each virtual machine brings its own",
  height: 270,
  draw: () => (
    <>
      <text x={160} y={18} textAnchor="middle" className={styles.strong}>
        Containers
      </text>
      <text x={480} y={18} textAnchor="middle" className={styles.strong}>
        Virtual machines
      </text>
      {[0, 1, 2].map((index) => (
        <g key={index}>
          <Box x={20 + index * 95} y={88} width={90} height={62} paint="fence" text="Program" note="its files" />
          <Box x={340 + index * 95} y={34} width={90} height={50} text="Program" note="its files" />
          <Box x={340 + index * 95} y={90} width={90} height={60} paint="warm" text="Kernel" note="and services" />
        </g>
      ))}
      <Box x={20} y={162} width={280} height={40} paint="accent" text="One kernel" />
      <Box x={340} y={162} width={280} height={40} paint="accent" text="Hypervisor" />
      <Box x={20} y={212} width={280} height={40} text="Hardware" />
      <Box x={340} y={212} width={280} height={40} text="Hardware" />
    </>
  ),
};

/** A project of two services. */
export const compose = {
  title: "A Compose project: two services on one network, a published port and a volume",
  height: 210,
  draw: () => (
    <>
      <Box x={150} y={10} width={470} height={190} paint="ghost" text="project shop" top />
      <Box x={180} y={52} width={130} height={62} paint="fence" text="web" note="built here" />
      <Box x={410} y={52} width={130} height={62} paint="fence" text="db" note="postgres:16" />
      <Arrow from={[312, 83]} to={[408, 83]} />
      <Note x={360} y={73} middle mono>
        db:5432
      </Note>
      <Box x={180} y={140} width={190} height={40} paint="accent" text="network shop_default" />
      <Box x={410} y={140} width={130} height={40} paint="warm" text="volume data" />
      <Arrow from={[475, 116]} to={[475, 138]} both />
      <Arrow from={[245, 116]} to={[245, 138]} both />
      <Box x={10} y={58} width={90} height={50} text="Browser" />
      <Arrow from={[102, 83]} to={[178, 83]} />
      <Note x={55} y={128} middle mono>
        port 8080
      </Note>
    </>
  ),
};

/** The states of a container. */
export const life = {
  title: "A container is created, runs, exits and is removed",
  height: 150,
  draw: () => (
    <>
      <Box x={10} y={50} width={110} height={50} text="created" />
      <Box x={190} y={50} width={110} height={50} paint="accent" text="running" />
      <Box x={370} y={50} width={110} height={50} text="exited" />
      <Box x={550} y={50} width={80} height={50} paint="ghost" text="gone" />
      <Arrow from={[122, 75]} to={[188, 75]} />
      <Arrow from={[302, 68]} to={[368, 68]} />
      <Arrow from={[368, 84]} to={[302, 84]} />
      <Arrow from={[482, 75]} to={[548, 75]} />
      <Note x={155} y={65} middle mono>
        start
      </Note>
      <Note x={335} y={58} middle mono>
        stop
      </Note>
      <Note x={335} y={103} middle mono>
        start
      </Note>
      <Note x={515} y={65} middle mono>
        rm
      </Note>
      <path d="M 65 50 C 65 10, 245 10, 245 48" className={styles.arrow} />
      <path d="M 0 0 L -9 -4.5 L -9 4.5 Z" className={styles.head} transform="translate(245 49) rotate(90)" />
      <Note x={155} y={14} middle mono>
        docker run = create + start
      </Note>
      <Note x={425} y={122} middle>
        its files and log are still there
      </Note>
    </>
  ),
};
