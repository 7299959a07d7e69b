// SPDX-License-Identifier: Apache-2.0
// The server's own cameras: below /v1/cameras (docs/cameras.md).
import type { Client } from "./client";
import { Failure } from "./failure";
import { closeFailure, openSocket } from "./socket";
import type { Box } from "./types";

export async function listCameras(client: Client): Promise<string[]> {
  const answer = await client.json<{ cameras: { name: string }[] }>("/v1/cameras");
  return answer.cameras.map(({ name }) => name);
}

export type CameraState = "opening" | "connected" | "lost" | "ended";

export interface CameraFace {
  track: number;
  box: Box;
  person: string | null; ///< The id.
  name: string | null;
}

export interface CameraFrame {
  width: number;
  height: number;
  faces: CameraFace[];
}

interface Callbacks {
  onState(state: CameraState): void;
  onFrame(frame: CameraFrame, picture: Blob): void;
  onFailure(failure: Failure): void;
}

/** Watches until the returned function is called. */
export function watchCamera(client: Client, name: string, callbacks: Callbacks): () => void {
  const socket = openSocket(client, `/v1/cameras/${encodeURIComponent(name)}/stream`);
  let picture: Blob | null = null;
  let isClosed = false;
  socket.addEventListener("message", ({ data }) => {
    if (data instanceof Blob) {
      picture = new Blob([data], { type: "image/jpeg" });
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "camera") callbacks.onState(message.state);
    if (message.type === "frame" && picture) callbacks.onFrame(message, picture);
    if (message.type === "error") {
      isClosed = true;
      callbacks.onFailure(new Failure(message.code, message.detail));
    }
  });
  socket.addEventListener("close", ({ code }) => {
    if (!isClosed) callbacks.onFailure(closeFailure(code));
  });
  return () => {
    isClosed = true;
    socket.close();
  };
}
