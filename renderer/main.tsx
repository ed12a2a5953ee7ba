import "./no-eval.ts";

// Apart: what `start.tsx` shares with pages that are loaded later would otherwise run before the line above.
void import("./start.tsx");
