// SPDX-License-Identifier: Apache-2.0
// The routes below /v1/unlock.
import type { Client } from "./client";

export interface Challenge {
  challenge: string;
  policy: string;
  actions: { action: string; sentence: string }[];
  expires: string;
  longest_seconds: number;
}

export interface Decision {
  accepted: boolean;
  reason: string;
  sentence: string;
  token?: string;
  expires?: string;
}

/** The strictest first; it is the server's default. */
export const policies = ["both", "active", "passive"] as const;
export type Policy = (typeof policies)[number];

export function drawChallenge(client: Client, person: string, policy: Policy): Promise<Challenge> {
  return client.post("/v1/unlock/challenges", { person, policy, audience: "console" });
}

export function answer(client: Client, challenge: Challenge, video: Blob): Promise<Decision> {
  const form = new FormData();
  form.set("challenge", challenge.challenge);
  form.set("video", video, "answer.webm");
  return client.json("/v1/unlock", { method: "POST", body: form });
}

/** What a token says; the server has signed it, and the page does not check that once more. */
export function claimsOf(token: string): unknown {
  const part = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (letter) =>
    letter.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}
