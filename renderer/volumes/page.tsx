import { Page } from "../components/page.tsx";

export function VolumesPage() {
  return <Page title="Volumes">{null}</Page>;
}
