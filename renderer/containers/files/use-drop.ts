import { type DragEvent, useState } from "react";
import { notifyError } from "../../components/notices.tsx";
import { claimDropped, mostDropped } from "../../dropped.ts";

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes("Files");

/** Takes files and folders that are dropped on an element; `over` while some are held above it. */
export function useDrop(enabled: boolean, take: (paths: readonly string[]) => void) {
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => setOver(enabled && hasFiles(event)),
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      setOver(false);
      const count = event.dataTransfer.files.length;
      if (!enabled || count === 0) return;
      if (count > mostDropped)
        notifyError(
          new Error(`${count} files were dropped, and the first ${mostDropped} are taken. Drop a folder for more.`),
        );
      claimDropped(count, take);
    },
  };
  return { over: over && enabled, handlers };
}
