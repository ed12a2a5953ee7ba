import { Page } from "../components/page.tsx";

export function NetworksPage() {
  return <Page title="Networks">{null}</Page>;
}
