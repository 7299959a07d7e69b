// SPDX-License-Identifier: Apache-2.0
// POST /v1/video: the people of a clip, and the frames that suit each.
import type { AnalysisOptions, Client } from "./client";
import { Failure } from "./failure";
import type { Face } from "./types";

/** A frame of a track: the face in it, and why it was taken or not. */
export interface TrackFrame extends Omit<Face, "embedding"> {
  frame: number;
  seconds: number;
  verdict: string; ///< Stable: a word `reason.…`.
  reason: string;
}

export interface Track {
  id: number;
  first_seconds: number;
  last_seconds: number;
  seen: number;
  embedding: string | null; ///< Null where no frame was chosen.
  frames: TrackFrame[];
}

export interface ClipTracks {
  width: number;
  height: number;
  frames_decoded: number;
  frames_seen: number;
  processing_seconds: number;
  detector: string;
  model: string;
  warnings: string[];
  tracks: Track[];
}

const kEndings = /\.(mp4|m4v|mov|mkv|webm|avi|ts|mpe?g|3gp)$/i;

export function isClip(file: File): boolean {
  return file.type.startsWith("video/") || kEndings.test(file.name);
}

interface Job {
  state: "waiting" | "running" | "done" | "failed";
  progress: number;
  result?: ClipTracks;
  error?: { code: string; detail: string };
}

const kPollMilliseconds = 700;

/** Asks for a job until it has ended. */
async function resultOf(client: Client, address: string, signal: AbortSignal): Promise<ClipTracks> {
  while (true) {
    const job: Job = await client.json(address, { signal });
    if (job.result) return job.result;
    if (job.state === "failed") {
      throw new Failure(job.error?.code ?? "unknown", job.error?.detail ?? "");
    }
    await new Promise((wake) => window.setTimeout(wake, kPollMilliseconds));
  }
}

/** Short clips are answered at once, of others the server makes a job. */
export async function followClip(
  client: Client,
  clip: Blob,
  options: AnalysisOptions,
  signal: AbortSignal,
): Promise<ClipTracks> {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) if (value) form.set(name, value);
  form.set("encoding", "base64");
  form.set("crops", "jpeg");
  form.set("video", clip);
  const response = await client.send("/v1/video", { method: "POST", body: form, signal });
  const job = response.status === 202 ? response.headers.get("Location") : null;
  return job ? resultOf(client, job, signal) : response.json();
}

/** The person of a track as a face that can be compared; nothing where no frame was good enough. */
export function faceOf(track: Track): Face | null {
  const best = track.frames
    .filter((frame) => frame.verdict === "chosen")
    .sort((a, b) => b.quality.total - a.quality.total)[0];
  return best && track.embedding ? { ...best, embedding: track.embedding } : null;
}
