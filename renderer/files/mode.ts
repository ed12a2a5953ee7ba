import type { FileType } from "@shared/files.ts";
import type { LayerFile } from "@shared/layers.ts";

type Kind = FileType | LayerFile["kind"];

const letters: Readonly<Record<Kind, string>> = {
  file: "-",
  folder: "d",
  link: "l",
  "hard link": "-",
  device: "c",
  pipe: "p",
  socket: "s",
};

/** Kind and permissions as `ls -l` writes them, for example `-rwsr-xr-x`. */
export function modeText(kind: Kind, mode: number): string {
  const three = (bits: number, special: boolean, letter: string) => {
    const run = bits & 1 ? (special ? letter : "x") : special ? letter.toUpperCase() : "-";
    return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${run}`;
  };
  return (
    letters[kind] +
    three(mode >> 6, (mode & 0o4000) !== 0, "s") +
    three(mode >> 3, (mode & 0o2000) !== 0, "s") +
    three(mode, (mode & 0o1000) !== 0, "t")
  );
}
