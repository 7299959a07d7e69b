// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { FrameStream, type Order, type StreamFace, type StreamMessage } from "../api/frame_stream";
import { useSession } from "../api/session";
import { useWords } from "../words";
import { grab, type Shot, useCamera } from "./camera";
import { FaceOutlines, type Outline } from "./face_outline";

// Milliseconds between looks whether a frame is wanted: at most twelve a second are sent.
const kPause = 80;

interface Callbacks {
  onMessage(message: StreamMessage, shot: Shot | null): void;
  onFailure(failure: Failure): void;
}

/** Sends what the video shows for as long as `isOn`; each message comes with the frame before it. */
function useStream(
  video: RefObject<HTMLVideoElement | null>,
  isOn: boolean,
  order: Order | null,
  callbacks: Callbacks,
): void {
  const { client } = useSession();
  const report = useRef(callbacks);
  report.current = callbacks;
  useEffect(() => {
    if (!isOn) return;
    let shot: Shot | null = null;
    let timer = 0;
    const stream = new FrameStream(client, order, {
      onMessage: (message) => report.current.onMessage(message, shot),
      onFailure: (failure) => report.current.onFailure(failure),
    });
    const look = async () => {
      if (video.current && stream.wantsFrame) {
        const next = await grab(video.current);
        if (next) {
          shot = next;
          stream.send(next.picture);
        }
      }
      timer = window.setTimeout(keepLooking, kPause);
    };
    const keepLooking = () => {
      look().catch((error) => report.current.onFailure(asFailure(error)));
    };
    keepLooking();
    return () => {
      window.clearTimeout(timer);
      stream.close();
    };
  }, [client, video, isOn, order]);
}

function outlinesOf(message: StreamMessage, labelOf?: (face: StreamFace) => string): Outline[] {
  if (message.type === "advice") {
    return message.box ? [{ key: 0, box: message.box, label: "" }] : [];
  }
  if (message.type !== "frame") return [];
  return message.faces.map((face, index) => ({
    key: face.track ?? -index,
    box: face.box,
    label: labelOf?.(face) ?? "",
  }));
}

interface Properties extends Callbacks {
  /** What the frames are sent for, of one identity as long as it is the same; null: to be told who
   * is there; undefined: nothing yet. */
  order: Order | null | undefined;
  onCamera?(): void; ///< The camera is there.
  labelOf?(face: StreamFace): string;
  children?: ComponentChildren; ///< Below the picture, while there is a camera.
}

/** The camera with the outline of whoever is before it, and what the server says of it. */
export function CameraView(properties: Properties) {
  const { order, onCamera, onMessage, onFailure, labelOf, children } = properties;
  const { text } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [attempt, setAttempt] = useState(0);
  const { problem, stream } = useCamera(video, attempt);
  const [seen, setSeen] = useState<{ message: StreamMessage; shot: Shot } | null>(null);
  const announce = useRef(onCamera);
  announce.current = onCamera;
  useEffect(() => {
    if (stream) announce.current?.();
  }, [stream]);
  useStream(video, stream !== null && order !== undefined, order ?? null, {
    onFailure,
    onMessage: (message, shot) => {
      if (shot) setSeen({ message, shot });
      onMessage(message, shot);
    },
  });
  if (problem) {
    return (
      <div class="note bad" role="alert">
        <p>{text(problem)}</p>
        <button type="button" onClick={() => setAttempt(attempt + 1)}>
          {text("try.retry")}
        </button>
      </div>
    );
  }
  return (
    <div class="camera">
      <div class="picture">
        <video
          ref={video}
          class="mirrored"
          autoplay
          playsInline
          muted
          aria-label={text("camera.title")}
        />
        {seen && (
          <FaceOutlines
            width={seen.shot.width}
            height={seen.shot.height}
            isMirrored
            outlines={outlinesOf(seen.message, labelOf)}
          />
        )}
      </div>
      {children}
    </div>
  );
}
