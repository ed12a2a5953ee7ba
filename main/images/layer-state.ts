import type { LayerProgress, TransferProgress } from "@shared/images.ts";

/** One line of what the engine says while it pulls, pushes or loads. */
export interface TransferMessage {
  readonly status?: unknown;
  readonly id?: unknown;
  readonly progressDetail?: { readonly current?: unknown; readonly total?: unknown };
  /** A line of a load, with its line end. */
  readonly stream?: unknown;
  /** What was pushed: tag, digest and size. */
  readonly aux?: unknown;
  readonly error?: unknown;
  readonly errorDetail?: { readonly message?: unknown };
}

/** The engine's words for one kind of transfer. */
export interface TransferWords {
  /** While a layer's bytes move. */
  readonly moving: string;
  /** Come after a layer's last byte. */
  readonly arrived: RegExp;
  /** A layer is finished. */
  readonly complete: RegExp;
}

/** An image has at most 127 layers; a registry that lists more of anything does not fill our memory. */
const mostLayers = 500;
const mostMessages = 20;

/** Gathers what the engine says of each layer into the whole state; `onMessage` gets the lines that belong to no layer. */
export function layerState(reference: string, words: TransferWords, onMessage: (message: string) => void = () => {}) {
  const layers = new Map<string, LayerProgress>();
  /** Bytes to move of each layer that said so, and how many of them did. */
  const moved = new Map<string, { readonly current: number; readonly total: number }>();
  let messages: readonly string[] = [];

  const say = (message: string) => {
    messages = [...messages, message.slice(0, 1000)].slice(-mostMessages);
    onMessage(message);
  };
  return {
    say,
    take({ status, id, progressDetail }: TransferMessage) {
      if (typeof status !== "string") return;
      // The first line names the tag in place of a layer.
      if (typeof id !== "string" || id === "" || status.startsWith("Pulling from "))
        return say(id && typeof id === "string" ? `${id}: ${status}` : status);
      if (!layers.has(id) && layers.size >= mostLayers) return;
      const known = moved.get(id);
      const current = bytes(progressDetail?.current);
      const total = bytes(progressDetail?.total);
      if (status === words.moving && total) moved.set(id, { current: Math.min(current ?? 0, total), total });
      else if (known && words.arrived.test(status)) moved.set(id, { current: known.total, total: known.total });
      layers.set(id, {
        id,
        status,
        ...(total
          ? { current: current ?? 0, total }
          : words.complete.test(status) && known
            ? { current: known.total, total: known.total }
            : {}),
      });
    },
    has: (id: string): boolean => layers.has(id),
    progress(done: boolean): TransferProgress {
      let current = 0;
      let total = 0;
      for (const each of moved.values()) {
        current += each.current;
        total += each.total;
      }
      return { reference, layers: [...layers.values()], current, total, messages, done };
    },
  };
}

/** What the engine says went wrong, if this line says so. */
export const failureIn = ({ error, errorDetail }: TransferMessage): string | undefined => {
  const failure = errorDetail?.message ?? error;
  return failure === undefined ? undefined : String(failure);
};

const bytes = (value: unknown): number | undefined => (typeof value === "number" && value >= 0 ? value : undefined);
