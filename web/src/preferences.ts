// SPDX-License-Identifier: Apache-2.0
// What the reader has chosen, kept by the browser where it lets us. Never a key.
import { useEffect, useState } from "preact/hooks";

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`facelatch.${name}`);
  } catch {
    return null; // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function usePreference(name: string, initial: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => stored(name) ?? initial);
  useEffect(() => {
    try {
      localStorage.setItem(`facelatch.${name}`, value);
    } catch {
      // As above.
    }
  }, [name, value]);
  return [value, setValue];
}
