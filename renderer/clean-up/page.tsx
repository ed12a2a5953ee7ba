import { Page } from "../components/page.tsx";

export function CleanUpPage() {
  return <Page title="Clean up">{null}</Page>;
}
