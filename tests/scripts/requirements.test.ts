import { describe, expect, test } from "vitest";
import { installCommands, isMet, requirements } from "../../scripts/setup/requirements.mjs";

const libraries = `42 libs found in cache \`/etc/ld.so.cache'
\tlibgtk-3.so.0 (libc6,x86-64) => /lib/x86_64-linux-gnu/libgtk-3.so.0
\tlibnss3.so (libc6,x86-64) => /lib/x86_64-linux-gnu/libnss3.so
`;

describe("what the system lacks", () => {
  const lacking = requirements.filter((one) => one.purpose === "app" && !isMet(one, libraries));

  test("is found by what is there, not by package names", () => {
    const names = lacking.map(({ library }) => library);
    expect(names).not.toContain("libgtk-3.so.0");
    expect(names).not.toContain("libnss3.so");
    expect(names).toEqual(expect.arrayContaining(["libasound.so.2", "libgbm.so.1", "libXss.so.1", "libXtst.so.6"]));
  });

  test("a library whose name only starts the same does not count", () => {
    const asound = requirements.find(({ library }) => library === "libasound.so.2")!;
    expect(isMet(asound, "\tlibasound.so.20 (libc6,x86-64) => /x\n")).toBe(false);
    expect(isMet(asound, "\tlibasound.so.2 (libc6,x86-64) => /x\n")).toBe(true);
  });

  test("a program counts wherever PATH or the system folders have it", () => {
    const there = { purpose: "app", program: "sh", apt: "", dnf: "", pacman: "", zypper: "" } as const;
    expect(isMet(there, "")).toBe(true);
    expect(isMet({ ...there, program: "no-such-program" }, "")).toBe(false);
  });
});

describe("the commands for each system", () => {
  const missing = requirements.filter(({ library }) => library === "libasound.so.2" || library === "libgbm.so.1");

  test("apt takes the new name or the old one", () => {
    expect(installCommands("apt", missing)).toBe(
      "sudo apt-get update && sudo apt-get satisfy --no-install-recommends 'libasound2t64 | libasound2, libgbm1'",
    );
  });

  test.each([
    ["dnf", "sudo dnf install alsa-lib mesa-libgbm"],
    ["pacman", "sudo pacman -S --needed alsa-lib mesa"],
    ["zypper", "sudo zypper install libasound2 libgbm1"],
  ] as const)("%s", (manager, commands) => {
    expect(installCommands(manager, missing)).toBe(commands);
  });

  test("a package that brings two things is named once", () => {
    const uidmap = requirements.filter(({ dnf }) => dnf === "util-linux" || dnf === "iptables-nft");
    expect(installCommands("pacman", [...uidmap, ...uidmap])).toBe("sudo pacman -S --needed iptables util-linux");
  });
});
