/**
 * What a Dockerfile said, out of what the engine keeps of it: the classic builder wraps `RUN` in a shell call and
 * everything else in `#(nop)`, BuildKit adds a remark at the end.
 */
export function instruction(createdBy: string): string {
  const text = createdBy
    .replace(/\s*# buildkit$/, "")
    // The classic builder names what it copied by its checksum.
    .replace(/\b(file|dir|multi):([0-9a-f]{12})[0-9a-f]{52}/g, "$1:$2")
    .trim();
  const nop = /^\/bin\/sh -c #\(nop\)\s*(.*)$/s.exec(text);
  if (nop) return nop[1]!;
  const shell = /^(?:RUN )?\/bin\/sh -c (.*)$/s.exec(text);
  return shell ? `RUN ${shell[1]}` : text;
}
