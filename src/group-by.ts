type NonEmpty<T> = [T, ...T[]];

/** Items by a key that each has, the groups in the order of their first items. */
export function groupBy<T, Key>(items: readonly T[], key: (item: T) => Key): ReadonlyMap<Key, NonEmpty<T>> {
  const groups = new Map<Key, NonEmpty<T>>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
