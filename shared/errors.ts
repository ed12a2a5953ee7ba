/** Every kind of failure that the page can be told of. The page shows `message` and, folded away, `detail`. */
export const errorCodes = [
  "NOT_FOUND",
  "CONFLICT",
  "IN_USE",
  "INVALID",
  "UNAUTHORIZED",
  "PERMISSION_DENIED",
  "ENGINE_UNREACHABLE",
  "ENGINE_CHANGED",
  "TIMEOUT",
  "INTERRUPTED",
  "RATE_LIMITED",
  "NO_SPACE",
  "UNSUPPORTED",
  "CANCELLED",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The one error shape: a code, a sentence with the next step, and the engine's own words as `detail`. */
export class DrydockError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  constructor(code: ErrorCode, message: string, detail?: string) {
    super(message);
    this.name = "DrydockError";
    this.code = code;
    this.detail = detail;
  }
}

export interface ErrorShape {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail?: string;
}

const isCode = (value: unknown): value is ErrorCode => errorCodes.includes(value as ErrorCode);

/** Reads any thrown value as the one error shape; what is not ours becomes INTERNAL with its own message. */
export function errorShape(thrown: unknown): ErrorShape {
  if (thrown instanceof Error) {
    const { code, detail } = thrown as { code?: unknown; detail?: unknown };
    return {
      code: isCode(code) ? code : "INTERNAL",
      message: thrown.message,
      ...(typeof detail === "string" ? { detail } : {}),
    };
  }
  return { code: "INTERNAL", message: String(thrown) };
}
