// Imported first by the scripts that people start: older versions of Node fail in later imports with words nobody understands.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `drydock: Node ${process.versions.node} is too old: install Node 20.19 or newer, then run this again.\n`,
  );
  process.exit(1);
}
