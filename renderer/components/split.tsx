import { useElementSize, useLocalStorage } from "@mantine/hooks";
import type { KeyboardEvent, PointerEvent, ReactNode } from "react";
import styles from "./split.module.css";

/** From this width on, in pixels, the details stand beside the list instead of under it. */
const wide = 1180;
const bounds = { min: 25, max: 80 };
const clamp = (share: number) => Math.min(bounds.max, Math.max(bounds.min, Math.round(share)));

interface SplitProps {
  readonly details: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A list with details beside or under it. The share of the details is kept; Escape closes them. */
export function Split({ details, onClose, children }: SplitProps) {
  const { ref, width } = useElementSize();
  const beside = width >= wide;
  const [share, setShare] = useLocalStorage({
    key: beside ? "details-width" : "details-height",
    defaultValue: beside ? 50 : 55,
    getInitialValueInEffect: false,
  });

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    const area = handle.parentElement?.getBoundingClientRect();
    if (!area || event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = ({ clientX, clientY }) =>
      setShare(clamp(100 * (beside ? (area.right - clientX) / area.width : (area.bottom - clientY) / area.height)));
    handle.onlostpointercapture = () => {
      handle.onpointermove = null;
    };
  };
  const resize = (event: KeyboardEvent) => {
    const grow = beside ? "ArrowLeft" : "ArrowUp";
    const shrink = beside ? "ArrowRight" : "ArrowDown";
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    setShare((now) => clamp(now + (event.key === grow ? 4 : -4)));
  };
  const closeOnEscape = (event: KeyboardEvent<HTMLDivElement>) => {
    const target = event.target as Element;
    if (event.key !== "Escape" || event.defaultPrevented || !details) return;
    // Menus and dialogs reach us through React but lie elsewhere; a terminal and a search box need Escape themselves.
    if (!event.currentTarget.contains(target) || target.matches("input:not([type=checkbox]), textarea")) return;
    onClose();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears Escape from what lies inside
    <div ref={ref} className={styles.split} data-beside={beside || undefined} onKeyDown={closeOnEscape}>
      <div className={styles.list}>{children}</div>
      {details && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, not an hr */}
          <div
            role="separator"
            tabIndex={0}
            aria-label="Size of the details"
            aria-orientation={beside ? "vertical" : "horizontal"}
            aria-valuenow={share}
            aria-valuemin={bounds.min}
            aria-valuemax={bounds.max}
            className={styles.handle}
            onPointerDown={drag}
            onKeyDown={resize}
          />
          <div className={styles.details} style={{ flexBasis: `${share}%` }}>
            {details}
          </div>
        </>
      )}
    </div>
  );
}
