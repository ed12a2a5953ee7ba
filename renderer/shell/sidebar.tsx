import { Tooltip, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import icon from "../assets/icon.svg?url";
import { EngineSwitcher } from "../engine/switcher.tsx";
import { openCommandBar } from "./command-bar.tsx";
import { modifier } from "./keys.ts";
import { pages } from "./pages.ts";
import styles from "./sidebar.module.css";

/** Under this width only icons are left; their names stay for screen readers and as tooltips. */
const narrow = "(max-width: 899px)";

/** Where everything is: the engine, the pages and the command bar. */
export function Sidebar() {
  const folded = useMediaQuery(narrow, undefined, { getInitialValueInEffect: false });
  return (
    <aside aria-label="Sidebar" className={styles.sidebar} data-folded={folded || undefined}>
      <div className={styles.brand}>
        <img src={icon} alt="" width={22} height={22} />
        {!folded && <span>Drydock</span>}
      </div>
      <EngineSwitcher folded={folded} />
      <nav aria-label="Main" className={styles.pages}>
        {pages.map(({ path, label, icon: Picture }) => (
          <Tooltip key={path} label={label} position="right" disabled={!folded}>
            <Link to={path} className={styles.page} activeProps={{ "data-active": true }}>
              <Picture size={17} stroke={1.7} aria-hidden="true" />
              <span>{label}</span>
            </Link>
          </Tooltip>
        ))}
      </nav>
      <Tooltip label={`Command bar ${modifier}K`} position="right" disabled={!folded}>
        <UnstyledButton className={styles.search} onClick={openCommandBar}>
          <IconSearch size={16} stroke={1.7} aria-hidden="true" />
          <span>Search</span>
          {!folded && <kbd className={styles.key}>{modifier}K</kbd>}
        </UnstyledButton>
      </Tooltip>
    </aside>
  );
}
