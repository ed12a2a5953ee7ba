import { notifications } from "@mantine/notifications";
import { errorShape } from "@shared/errors.ts";
import styles from "./notices.module.css";

const closeButtonProps = { "aria-label": "Close notice" };

/** Says that something went well; it goes away by itself. */
export function notifyDone(text: string): void {
  notifications.show({
    role: "status",
    message: text,
    withBorder: true,
    className: styles.done,
    autoClose: 4000,
    closeButtonProps,
  });
}

/** Says what failed and what to do; stays until it is closed. What was cancelled on purpose is no news. */
export function notifyError(thrown: unknown, title?: string): void {
  const { code, message, detail } = errorShape(thrown);
  if (code === "CANCELLED") return;
  notifications.show({
    role: "alert",
    title,
    withBorder: true,
    autoClose: false,
    className: styles.failed,
    closeButtonProps,
    message: (
      <>
        <span className={styles.message}>{message}</span>
        {detail && detail !== message && (
          <details className={styles.detail}>
            <summary>What the engine said</summary>
            <pre>{detail}</pre>
          </details>
        )}
      </>
    ),
  });
}
