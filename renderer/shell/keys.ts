const mac = navigator.platform.startsWith("Mac");

/** What stands before a key that is pressed together with the system's main modifier. */
export const modifier = mac ? "⌘" : "Ctrl ";
