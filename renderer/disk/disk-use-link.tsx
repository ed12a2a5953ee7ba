import { Button } from "@mantine/core";
import { IconChartTreemap } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

/** Goes to the page `Disk use`. */
export const DiskUseLink = () => (
  <Button
    component={Link}
    to="/clean-up/disk-use"
    variant="default"
    leftSection={<IconChartTreemap size={15} aria-hidden />}
  >
    Disk use
  </Button>
);
