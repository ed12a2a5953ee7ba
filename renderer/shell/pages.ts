import {
  type Icon,
  IconBook,
  IconBox,
  IconBrush,
  IconDatabase,
  IconHistory,
  IconPhoto,
  IconSettings,
  IconShare,
  IconStack2,
} from "@tabler/icons-react";

interface PageEntry {
  /** Without the object and tab that may follow: going there shows the list alone. */
  readonly path: string;
  readonly label: string;
  readonly icon: Icon;
  /** Typed after `g`. */
  readonly key: string;
}

/** Pages in the order of the sidebar. */
export const pages: readonly PageEntry[] = [
  { path: "/containers", label: "Containers", icon: IconBox, key: "c" },
  { path: "/images", label: "Images", icon: IconPhoto, key: "i" },
  { path: "/compose", label: "Compose", icon: IconStack2, key: "p" },
  { path: "/volumes", label: "Volumes", icon: IconDatabase, key: "v" },
  { path: "/networks", label: "Networks", icon: IconShare, key: "n" },
  { path: "/clean-up", label: "Clean up", icon: IconBrush, key: "u" },
  { path: "/activity", label: "Activity", icon: IconHistory, key: "a" },
  { path: "/guide", label: "Guide", icon: IconBook, key: "h" },
  { path: "/settings", label: "Settings", icon: IconSettings, key: "s" },
];

/** Where Drydock opens. */
export const home: string = "/containers";
