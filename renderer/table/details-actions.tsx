import { ActionIcon } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import type { Action, Noun } from "../actions.ts";
import { ActionBar } from "./action-bar.tsx";
import { ActionMenu, type MenuPlace } from "./action-menu.tsx";

interface DetailsActionsProps<Item> {
  readonly item: Item;
  readonly actions: readonly Action<Item>[];
  readonly noun: Noun<Item>;
  readonly live: boolean;
  /** Buttons that stand in the header; the rest is in the menu behind them. */
  readonly most: number;
}

/** The actions of one object in the header of its details. */
export function DetailsActions<Item>({ item, actions, noun, live, most }: DetailsActionsProps<Item>) {
  const [place, setPlace] = useState<MenuPlace | null>(null);
  const first = actions.filter((action) => action.when(item) === true).slice(0, most);
  return (
    <>
      <ActionBar label="Actions" items={[item]} actions={first} noun={noun} live={live} side="below" />
      <ActionIcon
        aria-label="More actions"
        aria-haspopup="menu"
        onClick={({ currentTarget }) => {
          const { right, bottom } = currentTarget.getBoundingClientRect();
          setPlace({ x: right, y: bottom + 4, alignEnd: true });
        }}
      >
        <IconDots size={16} aria-hidden />
      </ActionIcon>
      {place ? (
        <ActionMenu
          item={item}
          actions={actions}
          noun={noun}
          live={live}
          place={place}
          onClose={() => setPlace(null)}
        />
      ) : null}
    </>
  );
}
