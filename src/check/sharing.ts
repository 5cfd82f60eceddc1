/** Lets checks of several profiles share what is the same for all that have one principal. */
export interface Sharing {
  /**
   * Makes something once for a key.
   *
   * @param key - what it depends on; undefined where it cannot be shared
   */
  once<T>(key: string | undefined, make: () => Promise<T>): Promise<T>;
  /** Runs work after all earlier work of the same key has ended. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Whether anything can come of waiting for a key. */
  readonly isShared: boolean;
}

/** For a single check. */
export const NOTHING_SHARED: Sharing = {
  once: (_key, make) => make(),
  inTurn: (_key, work) => work(),
  isShared: false,
};

/** For the checks of one run. What was made is kept as long as the run takes. */
export function shareByKey(): Sharing {
  const made = new Map<string, Promise<unknown>>();
  const last = new Map<string, Promise<unknown>>();
  return {
    inTurn: <T>(key: string, work: () => Promise<T>): Promise<T> => {
      const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
      last.set(key, turn);
      return turn;
    },
    isShared: true,
    once: <T>(key: string | undefined, make: () => Promise<T>): Promise<T> => {
      if (key === undefined) return make();
      const existing = made.get(key);
      // Each kind of thing has keys of its own, so what comes out is what was put in.
      if (existing !== undefined) return existing as Promise<T>;
      const promise = make();
      made.set(key, promise);
      return promise;
    },
  };
}
