import type { ImageRef } from "@shared/images.ts";
import type { ImageRow } from "./rows.ts";

/** The image pinned to its engine, as main wants it. */
export const refOf = ({ engine, id, reference }: ImageRow): ImageRef => ({ engine, id, reference });
