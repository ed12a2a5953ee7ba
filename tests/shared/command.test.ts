import { dockerLine } from "@shared/command.ts";
import { runCommand, runInput } from "@shared/containers.ts";
import { imageReference } from "@shared/images.ts";
import { describe, expect, test } from "vitest";
import { withoutValues } from "../../main/activity.ts";

describe("the docker line", () => {
  test("is what a person would type", () => {
    expect(dockerLine(["stop", "web-1"])).toBe("docker stop web-1");
  });
  test("quotes what a shell would take apart", () => {
    expect(dockerLine(["run", "a b", "it's", "$(rm -rf /)", ""])).toBe(`docker run 'a b' 'it'\\''s' '$(rm -rf /)' ''`);
  });
  test("names the engine when the docker CLI would not reach it by itself", () => {
    expect(dockerLine(["ps"], ["--host", "unix:///run/x.sock"])).toBe("docker --host unix:///run/x.sock ps");
  });
  test("docker run, with everything that was chosen", () => {
    const run = runInput.parse({
      engine: "E",
      image: "busybox",
      name: "web",
      command: ["sh", "-c", "echo hi"],
      interactive: true,
      removeOnExit: true,
      ports: [
        { host: "8080", container: 80 },
        { container: 53, protocol: "udp" },
        { ip: "::1", host: "1", container: 2 },
      ],
      mounts: [{ type: "volume", source: "data", target: "/data", readOnly: true }],
      environment: [{ name: "A", value: "b c" }],
      memory: 1024,
      cpus: 0.5,
    });
    expect(dockerLine(runCommand(run))).toBe(
      "docker run -it --rm --name web -p 8080:80 -p 53/udp -p '[::1]:1:2' " +
        "--mount type=volume,source=data,target=/data,readonly -e 'A=b c' --memory 1024b --cpus 0.5 busybox sh -c 'echo hi'",
    );
  });
  test("loses the values of environment variables before it is written to disk", () => {
    expect(withoutValues(["run", "-e", "PASSWORD=a\nb", "-e", "HOME", "x"])).toEqual([
      "run",
      "-e",
      "PASSWORD",
      "-e",
      "HOME",
      "x",
    ]);
  });
});

describe("an image reference", () => {
  test.each([
    "busybox",
    "busybox:1.36",
    "a/b/c",
    "localhost:5000/x_y:tag",
    "127.0.0.1:5000/team/app",
    `x@sha256:${"a".repeat(64)}`,
  ])("%s is one", (reference) => expect(imageReference.safeParse(reference).success).toBe(true));
  test.each(["", "has space", "Upper", "a//b", "x:", "-x", "http://x/y", "x:tag with space"])(
    "%j is none",
    (reference) => expect(imageReference.safeParse(reference).success).toBe(false),
  );
});
