import { z } from "zod";

/**
 * One method of a noun's API. `input` is parsed in main before anything runs; `command` is the docker line that does
 * the same, without the leading `docker`; `output` exists for the compiler only.
 */
export interface Method<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly input: Input;
  command?(input: z.output<Input>): readonly string[];
  readonly output?: Output;
}

/** The part of a web ReadableStream that both sides use; typed here because shared/ knows neither Node nor the DOM. */
export interface Stream<Batch> {
  getReader(): {
    read(): Promise<{ done: false; value: Batch } | { done: true; value?: Batch | undefined }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
  cancel(reason?: unknown): Promise<void>;
}

/** A method that only reads. `query(input).returns<T>()` names what comes back. */
export const query = <I extends z.ZodType>(input: I) => ({ returns: <O>(): Method<I, O> => ({ input }) });

/** A method whose result flows: the promise resolves to a stream of batches, and leaving the stream stops the source. */
export const stream = <I extends z.ZodType>(input: I) => ({ of: <B>(): Method<I, Stream<B>> => ({ input }) });

/** A method that changes something. Its docker line is shown before it runs and kept in the activity log. */
export const action = <I extends z.ZodType>(
  input: I,
  command: (input: z.output<I>) => readonly string[],
): Method<I, void> & { returns<O>(): Method<I, O>; streams<B>(): Method<I, Stream<B>> } => ({
  input,
  command,
  returns: <O>(): Method<I, O> => ({ input, command }),
  streams: <B>(): Method<I, Stream<B>> => ({ input, command }),
});

/** A change that has no docker line, such as a setting. */
export const change = <I extends z.ZodType>(input: I): Method<I, void> => ({ input });

export type Methods = Readonly<Record<string, Method>>;
type Input<M> = M extends Method<infer I, unknown> ? I : never;
type Output<M> = M extends Method<z.ZodType, infer O> ? O : never;
type Arguments<I extends z.ZodType, T> = I extends z.ZodVoid ? [] : [input: T];

/** What the page calls. */
export type Client<A> = {
  readonly [K in keyof A]: (...input: Arguments<Input<A[K]>, z.input<Input<A[K]>>>) => Promise<Output<A[K]>>;
};

/** What main implements; a method that is missing on either side does not compile. */
export type Server<A> = {
  readonly [K in keyof A]: (input: z.output<Input<A[K]>>) => Promise<Output<A[K]>> | Output<A[K]>;
};

export const nothing = z.void();

/** An object pinned to the engine it was seen on: main refuses it when another engine answers behind the same socket. */
export const engineId = z.string().min(1).max(200);
