import type { ImageContent, LayerContent } from "@shared/layers.ts";
import { instruction } from "../instruction.ts";

/** One instruction as the engine tells it. */
export interface HistoryEntry {
  readonly createdBy: string;
  readonly comment: string;
  readonly size: number;
  readonly created: number;
}

/** One line of the table: an instruction, with its layer once that is known. */
export interface Line {
  readonly instruction: string;
  /** As the image says it. */
  readonly whole: string;
  readonly size: number;
  readonly created: number;
  /** Number of its layer from 0 at the bottom; undefined before the image was read, and without one. */
  readonly layer?: number;
  readonly content?: LayerContent;
}

/** The history, newest first; where it does not fit the layers that are really there, those stand in its place. */
export function linesOf(history: readonly HistoryEntry[], content: ImageContent | undefined): Line[] {
  if (content && content.history.length !== history.length)
    return content.layers
      .map((layer, at) => ({
        instruction: `Layer ${at + 1}`,
        whole: layer.digest,
        size: layer.written,
        created: 0,
        layer: at,
        content: layer,
      }))
      .reverse();
  return history.map(({ createdBy, comment, size: bytes, created }, at) => {
    const layer = content?.history[history.length - 1 - at] ?? undefined;
    return {
      instruction: instruction(createdBy) || comment || "Made without an instruction",
      whole: createdBy || comment,
      size: bytes,
      created,
      ...(layer === undefined ? {} : { layer, content: content!.layers[layer]! }),
    };
  });
}
