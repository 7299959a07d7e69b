// SPDX-License-Identifier: Apache-2.0
// What is known of unlocking beside its messages (frame_stream.ts).

/** The strictest first; it is the server's default. */
export const policies = ["both", "active", "passive"] as const;
export type Policy = (typeof policies)[number];

/** What a token says; the server has signed it, and the page does not check that once more. */
export function claimsOf(token: string): unknown {
  const part = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (letter) =>
    letter.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}
