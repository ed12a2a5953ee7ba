import type { ErrorCode } from "@shared/errors.ts";

type Rule = readonly [pattern: RegExp, code: ErrorCode, say: (...groups: string[]) => string];

/**
 * What the engine says, and what a person can do about it: the first pattern that matches speaks. Texts are those of
 * moby 20.10 to 28 (daemon/, distribution/, libnetwork/) and of the registries behind a pull.
 */
export const rules: readonly Rule[] = [
  [/no such container: (\S+)/i, "NOT_FOUND", () => "This container no longer exists. It was removed outside Drydock."],
];
