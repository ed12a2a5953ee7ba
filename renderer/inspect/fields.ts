import { z } from "zod";

/*
 * Fields of what `docker inspect` answers, for people to read: engines leave out or null what others send, so what does
 * not fit is empty, never an error.
 */

export const text = z.string().catch("");
export const count = z.number().catch(0);
export const flag = z.boolean().catch(false);
export const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? [])
  .catch([]);
/** Entrypoint and command are a list, or one string on old engines. */
export const argv = z.union([z.string().transform((word) => [word]), texts]).catch([]);
/** An object with members of one kind. */
export const record = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string(), value)
    .nullish()
    .transform((map) => map ?? {})
    .catch({});
/** A list of members of one kind. */
export const list = <T extends z.ZodType>(value: T) =>
  z
    .array(value)
    .nullish()
    .transform((items) => items ?? [])
    .catch([]);
/** An object that may be missing: then all of its fields are. */
export const part = <T extends z.ZodRawShape>(shape: T) => z.preprocess((value) => value ?? {}, z.object(shape));
