import type { RunForm } from "../images/run-form.ts";

/** What the Run dialog begins with, by docker line; the dialog then shows exactly that line. */
export const runForms: Readonly<Record<string, Partial<RunForm> & { readonly image: string }>> = {
  "docker run -d --name web -p 127.0.0.1:8080:80 nginx": {
    image: "nginx",
    name: "web",
    ports: [{ ip: "127.0.0.1", host: "8080", container: "80", protocol: "tcp" }],
  },
  "docker run -it --rm busybox sh": { image: "busybox", interactive: true, removeOnExit: true, command: "sh" },
};
