// SPDX-License-Identifier: Apache-2.0
// What all WebSockets of the server have in common.
import type { Client } from "./client";
import { Failure } from "./failure";

// Close codes of docs/stream.md, as the codes of errors.
const kCodes: Record<number, string> = {
  1001: "unavailable",
  1008: "denied",
  1009: "too_large",
  1013: "overloaded",
};

export function closeFailure(code: number): Failure {
  return new Failure(kCodes[code] ?? "no_server");
}

/** Shows the key as the first message: pages cannot set headers. */
export function openSocket(client: Client, path: string): WebSocket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}${path}`);
  socket.addEventListener("open", () => {
    client.lend((key) => socket.send(JSON.stringify({ type: "authenticate", key })));
  });
  return socket;
}
