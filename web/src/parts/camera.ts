// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Word } from "../words";

const kLongerSide = 1280; // Of frames that are sent; more costs time and finds no more.
const kJpegQuality = 0.85;

/** Why there is no picture of a camera, and what to do about it. */
function wordFor(error: unknown): Word {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "camera.forbidden";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "camera.none";
  if (name === "NotReadableError" || name === "AbortError") return "camera.busy";
  return "camera.broken";
}

async function open(): Promise<MediaStream> {
  const video = { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

/** Shows the camera in `video`; the problem, if there is one. Each `attempt` tries anew. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, attempt: number) {
  const [problem, setProblem] = useState<Word | null>(null);
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    // Browsers give cameras to pages of this machine and of HTTPS alone.
    if (!navigator.mediaDevices) return setProblem("camera.insecure");
    let isWanted = true;
    let opened: MediaStream | null = null;
    const stop = () => {
      for (const track of opened?.getTracks() ?? []) track.stop();
    };
    open().then(
      (stream) => {
        opened = stream;
        if (!isWanted) return stop();
        setProblem(null);
        setStream(stream);
        if (video.current) video.current.srcObject = stream;
        for (const track of stream.getTracks()) {
          track.addEventListener("ended", () => setProblem("camera.gone"));
        }
      },
      (error) => setProblem(wordFor(error)),
    );
    return () => {
      isWanted = false;
      setStream(null);
      stop();
    };
  }, [video, attempt]);
  return { problem, stream };
}

/** A picture of the camera, as it is sent. */
export interface Shot {
  picture: Blob;
  width: number;
  height: number;
}

/** What the video shows now, as a JPEG; null before there is anything. */
export async function grab(video: HTMLVideoElement): Promise<Shot | null> {
  const scale = Math.min(1, kLongerSide / Math.max(video.videoWidth, video.videoHeight));
  if (!Number.isFinite(scale) || video.videoWidth === 0) return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise<Blob | null>((take) =>
    canvas.toBlob(take, "image/jpeg", kJpegQuality),
  );
  return picture && { picture, width: canvas.width, height: canvas.height };
}
