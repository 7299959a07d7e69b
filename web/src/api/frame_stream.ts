// SPDX-License-Identifier: Apache-2.0
// The WebSocket /v1/stream: frames go out, answers come back (docs/stream.md).
import type { Client } from "./client";
import { Failure } from "./failure";
import { closeFailure, openSocket } from "./socket";
import type { Box } from "./types";

export interface StreamFace {
  track: number | null;
  box: Box;
}

/** Who is before the camera. */
export interface FrameAnswer {
  type: "frame";
  faces: StreamFace[];
}

/** A movement that is asked for. */
export interface Action {
  action: string; ///< Stable: a word `unlock.…`.
  sentence: string;
}

export interface Challenge {
  type: "challenge";
  actions: Action[];
}

/** What the person before the camera should do next. */
export interface Advice {
  type: "advice";
  advice: string; ///< Stable: a word `camera.advice.…`, or do_action.
  sentence: string;
  box: Box | null;
  done?: number; ///< Movements that were seen.
  action?: string | null; ///< The next one.
  good?: number; ///< Frames that will do,
  needed?: number; ///< of so many.
}

export interface Decision {
  type: "decision";
  accepted: boolean;
  reason: string; ///< Stable: a word `unlock.…`.
  sentence: string;
  token?: string;
}

export interface EnrolledAnswer {
  type: "enrolled";
  template: string;
}

export type StreamMessage =
  | FrameAnswer
  | Challenge
  | Advice
  | Decision
  | EnrolledAnswer
  | { type: "ready" | "enrolling" | "settings" | "cancelled" };

interface StreamError {
  type: "error";
  code: string;
  detail: string;
  ended?: boolean;
  retry_after_seconds?: number;
}

/** What a stream may be asked for; without it, it tells who is there. */
export type Order =
  | { type: "unlock"; person: string; audience: string; policy: string }
  | { type: "enrol"; person: string };

interface Callbacks {
  onMessage(message: StreamMessage): void;
  onFailure(failure: Failure): void;
}

// A frame that the server drops, or that comes too soon behind another, is never answered.
const kPatience = 500;

const kAnswers = new Set(["frame", "advice", "error"]);

/** One open stream. It sends the next frame once the one before is answered, so it never lags. */
export class FrameStream {
  private readonly socket: WebSocket;
  private isReady = false;
  private sent = Number.NEGATIVE_INFINITY; // When the frame that waits for its answer was sent.
  private isClosed = false;

  constructor(
    client: Client,
    private readonly order: Order | null,
    private readonly callbacks: Callbacks,
  ) {
    this.socket = openSocket(client, "/v1/stream");
    this.socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
    this.socket.addEventListener("close", ({ code }) => {
      if (!this.isClosed) callbacks.onFailure(closeFailure(code));
    });
  }

  /** Whether a frame may be sent now. */
  get wantsFrame(): boolean {
    const isAnswered = performance.now() - this.sent > kPatience;
    return this.isReady && isAnswered && this.socket.bufferedAmount === 0;
  }

  send(frame: Blob): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.sent = performance.now();
    this.socket.send(frame);
  }

  close(): void {
    this.isClosed = true;
    this.socket.close();
  }

  private take(message: StreamMessage | StreamError): void {
    if (kAnswers.has(message.type)) this.sent = Number.NEGATIVE_INFINITY;
    if (message.type === "error") {
      this.takeError(message);
      return;
    }
    if (message.type === "ready" && this.order) this.socket.send(JSON.stringify(this.order));
    const begin = this.order ? ["challenge", "enrolling"] : ["ready"];
    if (begin.includes(message.type)) this.isReady = true;
    this.callbacks.onMessage(message);
  }

  private takeError({ code, detail, ended, retry_after_seconds }: StreamError): void {
    // One frame that could not be read costs itself alone.
    if (!ended) return;
    this.callbacks.onFailure(new Failure(code, detail, "", retry_after_seconds ?? null));
    this.close();
  }
}
