import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Page } from "../components/page.tsx";
import { Message } from "../components/state.tsx";
import { home } from "./pages.ts";

/** For an address that no page has. */
export function NotFound() {
  const navigate = useNavigate();
  return (
    <Page title="Not found">
      <Message
        title="There is no such page"
        actions={<Button onClick={() => void navigate({ to: home })}>Go to Containers</Button>}
      >
        The page may have been renamed.
      </Message>
    </Page>
  );
}
