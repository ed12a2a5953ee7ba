import { Button, Tooltip } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { counted } from "../components/format.ts";
import { useRunningBuilds } from "./builds.ts";

/** Leads to the builds; tells of those that are under way. */
export function BuildNotice() {
  const running = useRunningBuilds();
  const navigate = useNavigate();
  const [only] = running;
  return (
    <Tooltip label="Builds that are under way, and the last 100">
      <Button
        variant={running.length > 0 ? "light" : "subtle"}
        leftSection={<IconHistory size={15} aria-hidden />}
        onClick={() =>
          void navigate({ to: "/builds/{-$id}/{-$tab}", params: { id: running.length === 1 ? only?.id : undefined } })
        }
      >
        {running.length > 0 ? `Building ${counted(running.length, "image")}` : "Builds"}
      </Button>
    </Tooltip>
  );
}
