import type { DiskKind, DiskPart } from "@shared/disk.ts";
import { counted } from "../components/format.ts";
import { inCommon, ownBytes } from "./kinds.ts";

/** One box of the drawing. */
export interface Cell {
  readonly key: string;
  readonly kind: DiskKind;
  readonly name: string;
  readonly bytes: number;
  /** Nothing needs it. */
  readonly idle: boolean;
}

/** Boxes of one kind before the rest is drawn as one. */
const most = 24;
/** A smaller share of everything than this is not worth a box. */
const least = 0.002;

/** What is drawn: the largest of each kind, what images share, and the rest of each kind together. */
export function cellsOf(parts: readonly DiskPart[]): Cell[] {
  const total = parts.reduce((sum, part) => sum + part.size, 0);
  return parts.flatMap((part) => {
    const { kind } = part;
    const items = part.items
      .map((item) => ({
        key: `${kind} ${item.id}`,
        kind,
        name: item.name,
        bytes: ownBytes(item),
        idle: !item.used,
      }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    const shown = items.filter(({ bytes }, at) => at < most && bytes >= total * least);
    const rest = items.slice(shown.length);
    const common = kind === "image" ? inCommon(part) : 0;
    const others = {
      key: `${kind} rest`,
      kind,
      name: `${counted(rest.length, "smaller one")}`,
      bytes: rest.reduce((sum, { bytes }) => sum + bytes, 0),
      idle: rest.every(({ idle }) => idle),
    };
    const shared = { key: "shared", kind, name: "Layers that images share", bytes: common, idle: false };
    return [...shown, ...(common > 0 ? [shared] : []), ...(rest.length > 0 ? [others] : [])].sort(
      (a, b) => b.bytes - a.bytes,
    );
  });
}
