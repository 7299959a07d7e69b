// SPDX-License-Identifier: Apache-2.0
// What the reader has chosen, kept by the browser where it lets us. Never a key.
import { useCallback, useState } from "preact/hooks";

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`facelatch.${name}`);
  } catch {
    return null; // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function usePreference(name: string, initial: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => stored(name) ?? initial);
  const choose = useCallback(
    (next: string) => {
      setValue(next);
      try {
        // At once: an effect may come too late for a reader who leaves.
        localStorage.setItem(`facelatch.${name}`, next);
      } catch {
        // As above.
      }
    },
    [name],
  );
  return [value, choose];
}
