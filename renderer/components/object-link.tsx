import { Link } from "@tanstack/react-router";
import styles from "./object-link.module.css";

/** Goes to a container's row and details. */
export const ContainerLink = ({ id, name }: { id: string; name: string }) => (
  <Link to="/containers/{-$id}/{-$tab}" params={{ id, tab: undefined }} className={styles.link}>
    {name}
  </Link>
);
