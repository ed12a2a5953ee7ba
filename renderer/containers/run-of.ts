export { runOf } from "@shared/run-of.ts";
