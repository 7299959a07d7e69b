// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";

export interface PageOf<T> {
  items: T[];
  next: number | null;
}

const kTypingPause = 250; // Milliseconds without a key before a question goes out.

/** A list that the server tells page by page; it starts anew whenever `read` is another one. */
export function usePaged<T>(read: (after: number | null) => Promise<PageOf<T>>) {
  const [items, setItems] = useState<T[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const load = useCallback(
    async (after: number | null) => {
      try {
        const page = await read(after);
        setItems((old) => (after === null ? page.items : [...(old ?? []), ...page.items]));
        setNext(page.next);
        setFailure(null);
      } catch (error) {
        setFailure(asFailure(error));
      }
    },
    [read],
  );
  useEffect(() => {
    const timer = window.setTimeout(() => load(null), kTypingPause);
    return () => window.clearTimeout(timer);
  }, [load]);
  return { items, next, failure, more: () => load(next), reload: () => load(null) };
}
