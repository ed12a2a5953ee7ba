import { useEffect, useState } from "react";
import { notifyError } from "./notices.tsx";

/** `copy(text)` puts text on the clipboard; `copied` is true for two seconds after. */
export function useCopy(): { copied: boolean; copy(text: string): void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(() => setCopied(true), notifyError);
  };
  return { copied, copy };
}
