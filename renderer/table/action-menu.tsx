import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Action, type Noun, obstacle, perform } from "../actions.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import styles from "./action-menu.module.css";

/** Where a menu opens: window coordinates in pixels. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
  /** The menu's right edge stands at `x` instead of its left one. */
  readonly alignEnd?: boolean;
}

interface ActionMenuProps<Item> {
  readonly item: Item;
  readonly actions: readonly Action<Item>[];
  readonly noun: Noun<Item>;
  readonly live: boolean;
  readonly place: MenuPlace;
  onClose(): void;
}

const margin = 8;

/** The menu of one object: its actions, and below them the docker line of the one under the pointer or the focus. */
export function ActionMenu<Item>({ item, actions, noun, live, place, onClose }: ActionMenuProps<Item>) {
  const popover = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const shown = actions.filter((action) => action.when(item) !== false);
  const [at, setAt] = useState(0);
  const current = shown[at];

  // In the top layer, above dialogs and whatever clips. Not an `auto` popover: the release of the button that opened a
  // context menu would close it again.
  useLayoutEffect(() => {
    const box = popover.current!;
    const before = document.activeElement;
    box.showPopover();
    const { width, height } = box.getBoundingClientRect();
    const left = place.alignEnd ? place.x - width : place.x;
    box.style.left = `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`;
    box.style.top = `${Math.max(margin, Math.min(place.y, innerHeight - height - margin))}px`;
    menu.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    return () => {
      // A dialog that the action opened has the focus by now, or takes it.
      if (box.contains(document.activeElement) && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [place]);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!popover.current?.contains(event.target as Node)) close.current();
    };
    const away = () => close.current();
    window.addEventListener("pointerdown", outside, true);
    window.addEventListener("blur", away);
    window.addEventListener("resize", away);
    return () => {
      window.removeEventListener("pointerdown", outside, true);
      window.removeEventListener("blur", away);
      window.removeEventListener("resize", away);
    };
  }, []);

  const focus = (index: number) => {
    const target = (index + shown.length) % shown.length;
    menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]")[target]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    const lettered =
      event.key.length === 1 && !event.ctrlKey && !event.metaKey
        ? [...shown.keys()]
            .map((offset) => (at + 1 + offset) % shown.length)
            .find((index) => shown[index]!.label.toLowerCase().startsWith(event.key.toLowerCase()))
        : undefined;
    const target = to ?? lettered;
    if (target === undefined) return;
    event.preventDefault();
    focus(target);
  };
  const choose = (action: Action<Item>) => {
    if (obstacle(action, item, live)) return;
    onClose();
    void perform(action, [item], noun);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from wherever the focus is inside
    <div
      ref={popover}
      popover="manual"
      className={styles.popover}
      onKeyDown={(event) => {
        // Nothing that is typed here is for the row behind.
        event.stopPropagation();
        if (event.key === "Escape") onClose();
      }}
    >
      <div
        ref={menu}
        role="menu"
        className={styles.menu}
        aria-label={`Actions for ${noun.name(item)}`}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {shown.map((action, index) => {
          const reason = obstacle(action, item, live);
          return (
            <div key={action.id} role="none">
              {action.destructive && !shown[index - 1]?.destructive && index > 0 ? (
                <hr className={styles.rule} />
              ) : null}
              <button
                type="button"
                role="menuitem"
                className={styles.item}
                tabIndex={index === at ? 0 : -1}
                aria-disabled={reason !== undefined}
                aria-description={reason}
                aria-keyshortcuts={action.shortcut}
                data-destructive={action.destructive !== undefined || undefined}
                onFocus={() => setAt(index)}
                onMouseEnter={(event) => event.currentTarget.focus()}
                onClick={() => choose(action)}
              >
                <action.icon size={16} stroke={1.75} aria-hidden />
                <span className={styles.label}>{action.label}</span>
                {/* Said as the description, so that the name is the action's alone. */}
                {reason ? (
                  <span className={styles.reason} aria-hidden>
                    {reason}
                  </span>
                ) : (
                  <kbd aria-hidden>{action.shortcut === "Delete" ? "Del" : action.shortcut?.toUpperCase()}</kbd>
                )}
              </button>
            </div>
          );
        })}
      </div>
      {current && current.command(item).length > 0 ? (
        <div className={styles.command}>
          <DockerCommand command={[...current.command(item)]} />
        </div>
      ) : null}
    </div>
  );
}
