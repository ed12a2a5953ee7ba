/** Something wrong with a Compose file: `error`s keep anything from being started. */
export interface ComposeProblem {
  readonly severity: "error" | "warning";
  /** What is wrong and what to do, in one or two sentences. */
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  /** Set for a variable without a value, which Compose itself takes as empty. */
  readonly unset?: string;
}

/** Something in a Compose file that reaches out of its containers or its folder, and is asked about before it is used. */
export interface TrustFinding {
  readonly kind:
    | "provider"
    | "remote-include"
    | "api-socket"
    | "privileged"
    | "host-access"
    | "docker-socket"
    | "outside-folder"
    | "unreadable";
  /** What it does, in a sentence. */
  readonly message: string;
  readonly service?: string;
  readonly file: string;
  readonly line?: number;
}

export interface ComposeService {
  readonly name: string;
  readonly image?: string;
  /** Its build context, where it has one. */
  readonly build?: string;
  /** Containers it wants. */
  readonly replicas: number;
  /** Empty: it always belongs to the project. */
  readonly profiles: readonly string[];
  readonly dependsOn: readonly { readonly service: string; readonly condition: string; readonly required: boolean }[];
  /** Keys of the model's networks. */
  readonly networks: readonly string[];
  /** Keys of the model's volumes. */
  readonly volumes: readonly string[];
  /** `container_name`, where it has one. */
  readonly containerName?: string;
}

/** A network or volume of the top level; an external one is never created or removed by Compose. */
export interface ComposeResource {
  readonly key: string;
  /** On the engine. */
  readonly name: string;
  readonly external: boolean;
}

/** What a project is made of. */
export interface ComposeModel {
  readonly name: string;
  readonly services: readonly ComposeService[];
  readonly networks: readonly ComposeResource[];
  readonly volumes: readonly ComposeResource[];
}

/** Services that belong to a project with these profiles: those without one, and those with one of them. */
export const enabledServices = (model: ComposeModel, profiles: readonly string[]): ComposeService[] =>
  model.services.filter(
    (service) =>
      service.profiles.length === 0 || profiles.includes("*") || service.profiles.some((one) => profiles.includes(one)),
  );
