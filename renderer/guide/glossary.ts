interface Entry {
  readonly term: string;
  /** One or two sentences, as a chapter would say it in passing. */
  readonly meaning: string;
}

/** Every term that the guide's chapters use, defined once. */
export const glossary: Readonly<Record<string, Entry>> = {
  "bind-mount": {
    term: "bind mount",
    meaning: "A folder or file of the machine that a container can see at a place of its own.",
  },
  "build-cache": {
    term: "build cache",
    meaning: "Results of earlier build steps. A step whose line and files have not changed is taken from there.",
  },
  capability: {
    term: "capability",
    meaning: "One of about forty parts into which Linux splits the power of root, such as setting the clock.",
  },
  cgroup: {
    term: "control group",
    meaning: "A group of processes whose use of processor, memory and disk the kernel counts and limits.",
  },
  client: { term: "client", meaning: "A program that asks the engine to do things: the docker command, or Drydock." },
  container: {
    term: "container",
    meaning: "One or more processes that see only their own files, network and processes. They share the kernel.",
  },
  dangling: { term: "dangling image", meaning: "An image that no tag points to any more." },
  digest: {
    term: "digest",
    meaning: "A name made from the content, such as sha256:9ae9…. Another content has another digest.",
  },
  dockerfile: { term: "Dockerfile", meaning: "The recipe of an image: a text file whose lines are done one by one." },
  engine: {
    term: "engine",
    meaning: "The program in the background that builds images and runs containers. Its name is dockerd.",
  },
  guest: { term: "guest", meaning: "The operating system inside a virtual machine." },
  hypervisor: {
    term: "hypervisor",
    meaning: "The program that makes virtual machines, shares the real hardware among them and keeps them apart.",
  },
  image: {
    term: "image",
    meaning: "The files that a program needs, with a note that says how to start it. It never changes.",
  },
  kernel: {
    term: "kernel",
    meaning: "The heart of an operating system. It alone works with the hardware; all other programs ask it.",
  },
  "kernel-mode": { term: "kernel mode", meaning: "The mode of the processor in which every instruction is allowed." },
  layer: { term: "layer", meaning: "The files that one step of a build added, changed or removed." },
  namespace: {
    term: "namespace",
    meaning: "What a process can see of one kind of thing, such as networks or other processes.",
  },
  network: {
    term: "network",
    meaning: "What connects containers. Those on the same one reach each other, by name where you made the network.",
  },
  oom: {
    term: "OOM kill",
    meaning: "The kernel ends a process because there is no memory left for it. OOM means out of memory.",
  },
  process: { term: "process", meaning: "A program that runs. Each has a number, the PID." },
  project: { term: "project", meaning: "All services of one Compose file together." },
  prune: { term: "prune", meaning: "Removing what is not used. What that means differs for each kind of thing." },
  registry: { term: "registry", meaning: "A server that keeps images for others to download, such as Docker Hub." },
  seccomp: { term: "seccomp", meaning: "A filter in the kernel that says which system calls a process may use." },
  service: { term: "service", meaning: "One part of a Compose application: one image, run in one or more containers." },
  "system-call": { term: "system call", meaning: "How a process asks the kernel to do something for it." },
  tag: { term: "tag", meaning: "A label on an image, such as 1.36 or latest. It can move to another image." },
  "user-mode": {
    term: "user mode",
    meaning: "The mode of the processor in which programs run. What could harm others is not allowed in it.",
  },
  "virtual-machine": {
    term: "virtual machine",
    meaning: "A computer made of software, on which a whole operating system runs.",
  },
  volume: { term: "volume", meaning: "A folder that the engine keeps for containers. It stays when they are removed." },
  "writable-layer": {
    term: "writable layer",
    meaning: "The thin layer on top of an image that takes what one container writes.",
  },
};
