// SPDX-License-Identifier: Apache-2.0
import { en, type Word } from "../words/en";

// What the request itself is refused for: sent once more, it is refused once more.
const kLasting = new Set([
  "invalid_argument",
  "unsupported_format",
  "too_large",
  "no_face",
  "many_faces",
  "low_quality",
  "corrupt",
]);

/** A request that did not succeed, with the stable code that the API gave it. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly detail = "",
    readonly requestId = "",
    readonly retryAfter: number | null = null,
    readonly body: unknown = null,
  ) {
    super(code);
  }

  /** Whether the same request may succeed another time. */
  get mayPass(): boolean {
    return !kLasting.has(this.code);
  }

  /** The word that says it to people. */
  get word(): Word {
    const word = `error.${this.code}`;
    return word in en ? (word as Word) : "error.unknown";
  }
}

/** What the server's answer says about its failure; problems are those of RFC 9457. */
export async function failureOf(response: Response): Promise<Failure> {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  let body: Record<string, unknown> = {};
  try {
    body = await response.json();
  } catch {
    // A proxy between page and server answers in its own words.
  }
  const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
  return new Failure(
    text("code") || "unknown",
    text("detail"),
    text("request_id"),
    Number.isFinite(seconds) ? seconds : null,
    body,
  );
}

export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure("unknown", String(error));
}
