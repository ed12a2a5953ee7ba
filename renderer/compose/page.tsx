import { Page } from "../components/page.tsx";

export function ComposePage() {
  return <Page title="Compose">{null}</Page>;
}
