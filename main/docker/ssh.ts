import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import type { Address } from "./address.ts";

type SshAddress = Extract<Address, { type: "ssh" }>;

/**
 * Reaches the engine of another computer as the docker CLI does: the system's own `ssh` runs `docker system dial-stdio`
 * there. So ~/.ssh/config, the agent and known_hosts count, and an unknown host key is refused.
 */
export function connectSsh({ host, port, user, socket }: SshAddress): Duplex {
  const child = spawn(
    "ssh",
    [
      "-T",
      // Nobody could answer a question about a password or a host key here.
      ...["-o", "BatchMode=yes", "-o", "ConnectTimeout=20"],
      ...(user ? ["-l", user] : []),
      ...(port ? ["-p", String(port)] : []),
      "--",
      host,
      "docker",
      ...(socket ? ["--host", `unix://${socket}`] : []),
      ...["system", "dial-stdio"],
    ],
    { stdio: "pipe", windowsHide: true },
  );
  let complaint = "";
  let answered = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  const connection = new Duplex({
    read: () => void child.stdout.resume(),
    // A write to an ssh that ended fails with EPIPE; what ssh itself said is told when it closes.
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, (error) => error || done()),
    final: (done) => void child.stdin.end(done),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdout.on("data", (chunk: Buffer) => {
    answered = true;
    if (!connection.push(chunk)) child.stdout.pause();
  });
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => connection.destroy(sshMissing(error)));
  child.on("close", () => {
    if (answered) connection.push(null);
    else if (!connection.destroyed) connection.destroy(sshError(host, user, complaint.trim()));
  });
  return connection;
}

const sshMissing = (error: Error) =>
  new DrydockError(
    "UNSUPPORTED",
    "Engines behind ssh:// need the program ssh, which could not be started. Install the OpenSSH client and try again.",
    error.message,
  );

function sshError(host: string, user: string | undefined, complaint: string): DrydockError {
  const login = `ssh ${user ? `${user}@` : ""}${host}`;
  const [code, message] = /host key verification failed/i.test(complaint)
    ? ([
        "ENGINE_UNREACHABLE",
        `${host} is not a computer that ssh knows. Run ${login} in a terminal once and check its key, then try again.`,
      ] as const)
    : /permission denied \(/i.test(complaint)
      ? ([
          "UNAUTHORIZED",
          `${host} refused the login. Make ${login} work in a terminal without a password (a key, ssh-agent), then try again.`,
        ] as const)
      : /command not found|not found/i.test(complaint)
        ? (["ENGINE_UNREACHABLE", `${host} has no docker command. Install the docker CLI on that computer.`] as const)
        : ([
            "ENGINE_UNREACHABLE",
            `The engine on ${host} did not answer through ssh. Check that ${login} docker version works in a terminal.`,
          ] as const);
  return new DrydockError(code, message, complaint || undefined);
}
