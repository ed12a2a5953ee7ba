import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { type BuildInput, dockerfilePath } from "@shared/builds.ts";
import { DrydockError } from "@shared/errors.ts";

/** A build with its paths looked up. */
export interface BuildPlan extends BuildInput {
  /** The folder without links in its own path. */
  readonly root: string;
  /** Whole path of the Dockerfile. */
  readonly file: string;
  /** Where it is in the context, with `/`; undefined when it is outside. */
  readonly inside: string | undefined;
}

/** Finds folder and Dockerfile; INVALID or NOT_FOUND with a sentence when one of them cannot be used. */
export async function planBuild(input: BuildInput): Promise<BuildPlan> {
  const root = await realFolder(input.folder);
  const file = await findDockerfile(input.folder, input.dockerfile);
  const way = relative(root, join(await realpath(dirname(file)), basename(file)));
  const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  return { ...input, root, file, inside: outside ? undefined : way.split(sep).join("/") };
}

/** The folder's real path; NOT_FOUND or INVALID when it is none. */
export async function realFolder(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    throw unreadable(error, folder);
  }
  throw new DrydockError("INVALID", `${folder} is a file. Choose the folder that holds what the image is built from.`);
}

/** Whole path of the Dockerfile to use: docker also takes a lower-case one where none was named. */
export async function findDockerfile(folder: string, named: string): Promise<string> {
  const wanted = dockerfilePath(folder, named);
  const tries = named === "" ? [wanted, dockerfilePath(folder, "dockerfile")] : [wanted];
  for (const each of tries) {
    try {
      await access(each, constants.R_OK);
      if ((await stat(each)).isFile()) return each;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(error, each);
    }
  }
  throw new DrydockError(
    "NOT_FOUND",
    named === ""
      ? `There is no Dockerfile in ${folder}. Choose another folder, or name the Dockerfile.`
      : `There is no file ${wanted}.`,
  );
}

/** A failure of the file system as a sentence that names the path. */
export function unreadable(error: unknown, path: string): DrydockError {
  if (error instanceof DrydockError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return new DrydockError("NOT_FOUND", `There is no ${path}.`, message);
  if (code === "EACCES" || code === "EPERM")
    return new DrydockError(
      "PERMISSION_DENIED",
      `${path} may not be read by you. Change its permissions, or leave it out with .dockerignore.`,
      message,
    );
  return new DrydockError("INTERNAL", `${path} could not be read: ${message}`, message);
}
