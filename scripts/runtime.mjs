// Makes the Electron runtime ready and prints one JSON line {"executable","args","version"}; see resolveRuntime.
import { resolveRuntime } from "./setup/electron.mjs";
import { ensureDependencies } from "./setup/npm.mjs";
import { runMain, SetupError } from "./setup/steps.mjs";

await runMain(async () => {
  const wrong = process.argv[2];
  if (wrong !== undefined) throw new SetupError(`unknown option ${wrong}: this script takes none`, 2);
  await ensureDependencies();
  process.stdout.write(`${JSON.stringify(await resolveRuntime())}\n`);
});
