import { type BuildInput, buildInput } from "@shared/builds.ts";
import type { Problems } from "../images/run-form.ts";

/** What stands in the dialog `Build image`, as it was typed. */
export interface BuildForm {
  readonly folder: string;
  readonly dockerfile: string;
  /** At least one, which may be empty; each may hold several, with commas. */
  readonly tags: readonly string[];
  readonly args: readonly { readonly name: string; readonly value: string }[];
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly {
    readonly id: string;
    readonly from: "file" | "value";
    readonly file: string;
    readonly value: string;
  }[];
  readonly target: string;
  readonly platforms: string;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly builder: BuildInput["builder"];
}

export const emptyBuild: BuildForm = {
  folder: "",
  dockerfile: "",
  tags: [""],
  args: [],
  labels: [],
  secrets: [],
  target: "",
  platforms: "",
  noCache: false,
  pull: false,
  builder: "buildkit",
};

/** The form of a build that is built again; secrets that were typed have to be typed again. */
export const formOf = (input: BuildInput): BuildForm => ({
  ...input,
  tags: input.tags.length > 0 ? input.tags : [""],
  secrets: input.secrets.map(({ id, file }) => ({ id, from: file ? "file" : "value", file, value: "" })),
  platforms: input.platforms.join(","),
});

const listed = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== "");

/** What is wrong in the form, field by field, and what would be built when nothing is. */
export function readBuildForm(
  engine: string,
  form: BuildForm,
): { readonly build: BuildInput | null; readonly problems: Problems } {
  const problems: Record<string, string> = {};
  if (!form.folder.trim()) problems.folder = "Choose the folder that holds what the image is built from.";
  form.secrets.forEach(({ id, from, file, value }, at) => {
    if (!id.trim()) problems[`secrets.${at}.id`] = "Type the name by which the Dockerfile asks for it.";
    else if (from === "file" ? !file.trim() : !value)
      problems[`secrets.${at}.value`] = from === "file" ? "Type the path of a file." : "Type the secret.";
  });
  if (form.builder === "classic" && form.secrets.length > 0) problems.builder = "The classic builder has no secrets.";
  // Which row each tag was typed in.
  const typed = form.tags.flatMap((row, at) => listed(row).map((tag) => ({ tag, at })));
  const draft = buildInput.safeParse({
    ...form,
    engine,
    folder: form.folder.trim(),
    dockerfile: form.dockerfile.trim(),
    tags: typed.map(({ tag }) => tag),
    args: form.args.filter(({ name }) => name.trim()),
    labels: form.labels.filter(({ name }) => name.trim()),
    secrets: form.secrets
      .filter(({ id }) => id.trim())
      .map(({ id, from, file, value }) => ({
        id: id.trim(),
        file: from === "file" ? file.trim() : "",
        value: from === "value" ? value : "",
      })),
    target: form.target.trim(),
    platforms: listed(form.platforms),
  });
  for (const { path, message } of draft.error?.issues ?? []) {
    const [field, at] = path;
    const key =
      field === "tags" ? `tags.${typed[Number(at)]?.at ?? 0}` : field === "platforms" ? "platforms" : path.join(".");
    problems[key] ??= message;
  }
  return { build: draft.data ?? null, problems };
}
