/** The value of a key that is known to be there. @throws Error that names the key when it is not. */
export function lookUp<K, V>(map: { get(key: K): V | undefined }, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing is known of '${String(key)}'`);
  return value;
}

/** The item at an index that is known to be there, from the end when below 0. @throws RangeError when it is not. */
export function itemAt<T>(items: readonly T[], index: number): T {
  const item = items.at(index);
  if (item === undefined) throw new RangeError(`there is no item ${index} among ${items.length}`);
  return item;
}
