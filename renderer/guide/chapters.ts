import type { ChapterId } from "@shared/guide.ts";
import { type ComponentType, lazy } from "react";

interface Chapter {
  readonly id: ChapterId;
  readonly title: string;
  /** The page of Drydock that it is about. */
  readonly page: { readonly path: string; readonly label: string };
  readonly Content: ComponentType<{ components?: Record<string, unknown> }>;
}

/** Chapters in reading order; each is loaded when it is opened. */
export const chapters: readonly Chapter[] = [
  {
    id: "docker",
    title: "What Docker is",
    page: { path: "/containers", label: "Containers" },
    Content: lazy(() => import("./chapters/docker.mdx")),
  },
  {
    id: "images",
    title: "Images, layers and containers",
    page: { path: "/images", label: "Images" },
    Content: lazy(() => import("./chapters/images.mdx")),
  },
  {
    id: "kernel",
    title: "What an operating system does",
    page: { path: "/settings", label: "Settings" },
    Content: lazy(() => import("./chapters/kernel.mdx")),
  },
  {
    id: "namespaces",
    title: "Namespaces: what a process can see",
    page: { path: "/networks", label: "Networks" },
    Content: lazy(() => import("./chapters/namespaces.mdx")),
  },
  {
    id: "cgroups",
    title: "Control groups: what a process may use",
    page: { path: "/containers", label: "Containers" },
    Content: lazy(() => import("./chapters/cgroups.mdx")),
  },
  {
    id: "virtual-machines",
    title: "Virtual machines",
    page: { path: "/settings", label: "Settings" },
    Content: lazy(() => import("./chapters/virtual-machines.mdx")),
  },
  {
    id: "side-by-side",
    title: "Containers and virtual machines",
    page: { path: "/containers", label: "Containers" },
    Content: lazy(() => import("./chapters/side-by-side.mdx")),
  },
  {
    id: "compose",
    title: "Compose: many containers as one",
    page: { path: "/compose", label: "Compose" },
    Content: lazy(() => import("./chapters/compose.mdx")),
  },
  {
    id: "running",
    title: "Running, looking inside, cleaning up",
    page: { path: "/clean-up", label: "Clean up" },
    Content: lazy(() => import("./chapters/running.mdx")),
  },
  {
    id: "cheat-sheet",
    title: "Cheat sheet",
    page: { path: "/activity", label: "Activity" },
    Content: lazy(() => import("./chapters/cheat-sheet.mdx")),
  },
];
