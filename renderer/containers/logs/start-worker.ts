import workerUrl from "./search-worker.ts?worker&url";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** Trusted Types take a worker's address only from a named policy; this one knows a single address. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("search-worker", {
  createScriptURL: () => new URL(workerUrl, location.href).href,
});

/** Starts the thread that runs searches over a log. */
export const startSearchWorker = (): Worker => new Worker(policy?.createScriptURL("") ?? workerUrl, { type: "module" });
