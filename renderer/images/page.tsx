import { Page } from "../components/page.tsx";

export function ImagesPage() {
  return <Page title="Images">{null}</Page>;
}
