type Typed = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** The same numbers in an array that has room for `length`; doubles, so that filling one is linear. */
export function roomFor<A extends Typed>(array: A, length: number): A {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, array.length * 2));
  larger.set(array as never);
  return larger;
}
