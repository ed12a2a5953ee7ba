import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";

/** Starts (or finds) the private engine and shows it; says what went wrong in a notice. */
export const startPrivateEngine = (): Promise<void> =>
  api.engine.startPrivate().catch((error) => notifyError(error, "The private engine did not start"));
