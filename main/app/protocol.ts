import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol } from "electron";

export const pageUrl = "app://drydock/index.html";

/** True for a page of ours. `new URL("app://x").origin` is the string "null", so scheme and host are compared. */
export function isOurPage(url: string): boolean {
  try {
    const { protocol: scheme, host } = new URL(url);
    return scheme === "app:" && host === "drydock";
  } catch {
    return false;
  }
}

/**
 * Scripts come from our own files only and DOM sinks need a Trusted Type. Styles are files too; 'unsafe-inline' is for
 * xterm alone, whose renderer adds style elements for its theme and style attributes for 24-bit colours. Mantine's
 * variables are in a constructed sheet (renderer/theme/adopt.ts), and React and uPlot set styles through the CSSOM.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // The one worker: the search over a log (renderer/containers/logs/start-worker.ts), whose address is fixed.
  "trusted-types search-worker",
].join("; ");

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page from `folder` and nothing outside it. */
export function servePage(folder: string): void {
  protocol.handle("app", async ({ url }) => {
    if (!isOurPage(url)) return new Response(null, { status: 403 });
    const path = normalize(join(folder, decodeURIComponent(new URL(url).pathname)));
    const type = types[extname(path)];
    if (!path.startsWith(folder + sep) || !type) return new Response(null, { status: 404 });
    try {
      return new Response(await readFile(path), {
        headers: {
          "content-type": type,
          "content-security-policy": contentSecurityPolicy,
          "x-content-type-options": "nosniff",
          "cross-origin-opener-policy": "same-origin",
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
