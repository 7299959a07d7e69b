// SPDX-License-Identifier: Apache-2.0
// The WebSocket /v1/stream: frames go out, faces come back (docs/stream.md).
import type { Client } from "./client";
import { Failure } from "./failure";
import type { Box, Quality } from "./types";

export interface StreamFace {
  track: number | null;
  box: Box;
  score: number;
  landmarks: [number, number][];
  quality?: Quality;
}

export interface StreamEvent {
  event: "appeared" | "left";
  track: number;
}

export interface StreamFrame {
  frame: number;
  width: number;
  height: number;
  faces: StreamFace[];
  events: StreamEvent[];
}

interface Callbacks {
  onFrame(frame: StreamFrame): void;
  onFailure(failure: Failure): void;
}

// Close codes of docs/stream.md, as the codes of errors.
const kCodes: Record<number, string> = {
  1001: "unavailable",
  1008: "denied",
  1009: "too_large",
  1013: "overloaded",
};

/** One open stream. It sends the next frame once the one before is answered, so it never lags. */
export class FaceStream {
  private readonly socket: WebSocket;
  private isReady = false;
  private waits = 0;
  private isClosed = false;

  constructor(
    client: Client,
    private readonly callbacks: Callbacks,
  ) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(`${scheme}//${location.host}/v1/stream`);
    this.socket.addEventListener("open", () => {
      client.lend((key) => this.socket.send(JSON.stringify({ type: "authenticate", key })));
    });
    this.socket.addEventListener("message", (message) => this.take(JSON.parse(message.data)));
    this.socket.addEventListener("close", ({ code }) => {
      if (!this.isClosed) callbacks.onFailure(new Failure(kCodes[code] ?? "no_server"));
    });
  }

  /** Whether a frame may be sent now. */
  get wantsFrame(): boolean {
    return this.isReady && this.waits === 0 && this.socket.bufferedAmount === 0;
  }

  send(frame: Blob): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.waits++;
    this.socket.send(frame);
  }

  close(): void {
    this.isClosed = true;
    this.socket.close();
  }

  private take(message: { type: string; code?: string; detail?: string }): void {
    if (message.type === "ready") this.isReady = true;
    if (message.type === "frame" || message.type === "error") this.waits = 0;
    if (message.type === "frame") this.callbacks.onFrame(message as unknown as StreamFrame);
  }
}
