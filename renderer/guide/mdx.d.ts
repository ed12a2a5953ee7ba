declare module "*.mdx" {
  import type { ComponentType } from "react";

  const content: ComponentType<{ components?: Record<string, unknown> }>;
  export default content;
}
