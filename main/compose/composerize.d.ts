declare module "composerize" {
  /** The Compose file of a `docker run` line, with comments for what it could not say. */
  export default function composerize(line: string, existing?: string, version?: string, indent?: number): string;
}
