import { Arrow, Box, Note } from "./shapes.tsx";

/** Client, engine and registry. */
export const parts = {
  title: "The client asks the engine, which runs containers and gets images from a registry",
  height: 210,
  draw: () => (
    <>
      <Box x={10} y={70} width={130} height={70} text="Client" note="docker, or Drydock" />
      <Box x={220} y={10} width={230} height={190} paint="accent" text="Engine" top />
      <Box x={240} y={50} width={90} height={60} text="Images" />
      <Box x={340} y={50} width={90} height={60} text="Containers" />
      <Box x={240} y={125} width={90} height={60} text="Volumes" />
      <Box x={340} y={125} width={90} height={60} text="Networks" />
      <Box x={520} y={70} width={110} height={70} text="Registry" note="Docker Hub, …" />
      <Arrow from={[140, 105]} to={[218, 105]} both />
      <Arrow from={[450, 105]} to={[518, 105]} both />
      <Note x={179} y={94} middle>
        asks
      </Note>
      <Note x={484} y={94} middle>
        pulls
      </Note>
    </>
  ),
};

/** Two containers over the layers of one image. */
export const layers = {
  title: "Two containers share the layers of one image; each has a thin writable layer of its own",
  height: 250,
  draw: () => (
    <>
      <Box x={90} y={15} width={180} height={50} paint="warm" text="Writable layer" note="container A" />
      <Box x={290} y={15} width={180} height={50} paint="warm" text="Writable layer" note="container B" />
      <Box x={90} y={90} width={380} height={40} paint="accent" text="COPY page.html /www/" />
      <Box x={90} y={138} width={380} height={40} paint="accent" text="RUN apk add …" />
      <Box x={90} y={186} width={380} height={40} paint="accent" text="FROM busybox" />
      <Arrow from={[180, 66]} to={[180, 88]} />
      <Arrow from={[380, 66]} to={[380, 88]} />
      <Note x={485} y={36}>
        read and write
      </Note>
      <Note x={485} y={52}>
        gone with the container
      </Note>
      <Note x={485} y={150}>
        the image
      </Note>
      <Note x={485} y={166}>
        read only, shared
      </Note>
    </>
  ),
};

/** User mode above kernel mode, with the one way across. */
export const modes = {
  title: "Programs run in user mode and ask the kernel by system calls; only the kernel reaches the hardware",
  height: 250,
  draw: () => (
    <>
      <Note x={10} y={32}>
        user mode
      </Note>
      <Box x={110} y={10} width={120} height={56} text="Browser" />
      <Box x={250} y={10} width={120} height={56} text="Shell" />
      <Box x={390} y={10} width={150} height={56} text="Program" note="in a container" />
      <Arrow from={[170, 68]} to={[170, 122]} both />
      <Arrow from={[310, 68]} to={[310, 122]} both />
      <Arrow from={[465, 68]} to={[465, 122]} both />
      <Note x={480} y={99}>
        system calls
      </Note>
      <Note x={10} y={150}>
        kernel mode
      </Note>
      <Box x={110} y={124} width={430} height={48} paint="accent" text="Kernel" note="checks every request" />
      <Arrow from={[325, 174]} to={[325, 198]} both />
      <Box x={110} y={200} width={430} height={40} text="Hardware: processor, memory, disk, network" />
    </>
  ),
};

/** Two containers with namespaces of their own under one kernel. */
export const namespaces = {
  title: "Each container sees its own processes, network, files and host name; one kernel keeps them apart",
  height: 220,
  draw: () => (
    <>
      {["container A", "container B"].map((name, index) => {
        const x = 20 + index * 310;
        return (
          <g key={name}>
            <Box x={x} y={10} width={290} height={145} paint="fence" text={name} top />
            <Box x={x + 15} y={42} width={125} height={45} text="Processes" note="1, 7, 12" />
            <Box x={x + 150} y={42} width={125} height={45} text="Network" note={`172.17.0.${index + 2}`} />
            <Box x={x + 15} y={97} width={125} height={45} text="Files" note="/ of its image" />
            <Box x={x + 150} y={97} width={125} height={45} text="Host name" note={index ? "b07c…" : "4f1e…"} />
          </g>
        );
      })}
      <Box x={20} y={172} width={600} height={40} paint="accent" text="One kernel" />
    </>
  ),
};
