/** Runs `work` and yields what it reports: always the newest state, and the last one before it ends. Its error becomes ours. */
export async function* reported<T>(
  first: T,
  work: (report: (state: T) => void) => Promise<void>,
): AsyncGenerator<T, void, undefined> {
  let newest: { readonly state: T } | undefined = { state: first };
  let over = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  const running = work((state) => {
    newest = { state };
    wake();
  })
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(() => {
      over = true;
      wake();
    });
  try {
    for (;;) {
      if (newest) {
        const { state }: { readonly state: T } = newest;
        newest = undefined;
        yield state;
      } else if (over) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    // Whoever leaves has aborted the work's signal; what it still cleans up is waited for.
    await running;
  }
  if (failure) throw failure.error;
}
