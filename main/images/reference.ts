/** Name and tag as the engine wants them apart: `latest` unless told, as docker does; a digest counts more than a tag. */
export function splitReference(reference: string): { readonly name: string; readonly tag: string } {
  const [named = "", digest] = reference.split("@");
  const colon = named.lastIndexOf(":");
  const tagged = colon > named.lastIndexOf("/");
  const name = tagged ? named.slice(0, colon) : named;
  return { name, tag: digest ?? (tagged ? named.slice(colon + 1) : "latest") };
}
