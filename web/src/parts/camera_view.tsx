// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { FaceStream, type StreamFace, type StreamFrame } from "../api/face_stream";
import { asFailure, type Failure } from "../api/failure";
import { useSession } from "../api/session";
import { useWords, type Word } from "../words";
import { grab, useCamera } from "./camera";
import { FailureNote } from "./failure_note";

const kPause = 30; // Milliseconds between looks whether a frame is wanted.

// For advice alone; the server decides by its own rules.
const kNear = 0.2; // Of the frame's height that a face should fill.
const kTooNear = 0.85;
const kOffCentre = 0.3; // Of the frame's width.
const kDark = 0.2;
const kBright = 0.85;
const kBlurred = 40;
const kTurned = 25;

/** What the person before the camera should do next. */
export function adviceFor(frame: StreamFrame): Word {
  const [face, other] = frame.faces;
  if (!face) return "camera.advice.nobody";
  if (other) return "camera.advice.several";
  const { box, quality } = face;
  const part = box.height / frame.height;
  if (part < kNear) return "camera.advice.closer";
  if (part > kTooNear) return "camera.advice.farther";
  if (Math.abs((box.x + box.width / 2) / frame.width - 0.5) > kOffCentre)
    return "camera.advice.centre";
  if (!quality) return "camera.advice.good";
  if (quality.brightness < kDark) return "camera.advice.light";
  if (quality.brightness > kBright) return "camera.advice.less_light";
  if (quality.sharpness < kBlurred) return "camera.advice.still";
  if (Math.max(Math.abs(quality.yaw), Math.abs(quality.pitch)) > kTurned)
    return "camera.advice.look";
  return "camera.advice.good";
}

/** Sends what the video shows for as long as `stream` is there. */
function useFaceStream(
  video: RefObject<HTMLVideoElement | null>,
  isOn: boolean,
  onFrame: (frame: StreamFrame, picture: Blob) => void,
) {
  const { client } = useSession();
  const [failure, setFailure] = useState<Failure | null>(null);
  const report = useRef(onFrame);
  report.current = onFrame;
  useEffect(() => {
    if (!isOn) return;
    setFailure(null);
    let picture: Blob | null = null;
    const stream = new FaceStream(client, {
      onFrame: (frame) => picture && report.current(frame, picture),
      onFailure: setFailure,
    });
    let timer = 0;
    const look = async () => {
      if (video.current && stream.wantsFrame) {
        picture = await grab(video.current);
        if (picture) stream.send(picture);
      }
      timer = window.setTimeout(
        () => look().catch((error) => setFailure(asFailure(error))),
        kPause,
      );
    };
    void look();
    return () => {
      window.clearTimeout(timer);
      stream.close();
    };
  }, [client, video, isOn]);
  return failure;
}

function FaceOutline({
  face,
  frame,
  label,
}: {
  face: StreamFace;
  frame: StreamFrame;
  label: string;
}) {
  // The picture is shown as in a mirror, its texts are not.
  const x = frame.width - face.box.x - face.box.width;
  return (
    <g class="mark chosen">
      <rect
        x={x}
        y={face.box.y}
        width={face.box.width}
        height={face.box.height}
        rx={face.box.width * 0.1}
      />
      {label && (
        <text
          x={x}
          y={Math.max(frame.height * 0.05, face.box.y - frame.height * 0.015)}
          font-size={frame.height * 0.05}
        >
          {label}
        </text>
      )}
    </g>
  );
}

interface Properties {
  isOn: boolean;
  video: RefObject<HTMLVideoElement | null>;
  onFrame?(frame: StreamFrame, picture: Blob): void;
  onStream?(stream: MediaStream | null): void;
  labelOf?(face: StreamFace): string;
  isQuiet?: boolean; ///< No advice.
  isOutlineOptional?: boolean; ///< A key may unlock and not have faces told.
}

/** The camera with the outline of whoever is before it, and advice. */
export function CameraView({
  isOn,
  video,
  onFrame,
  onStream,
  labelOf,
  isQuiet = false,
  isOutlineOptional = false,
}: Properties) {
  const { text } = useWords();
  const [attempt, setAttempt] = useState(0);
  const { problem, stream } = useCamera(video, isOn, attempt);
  const [frame, setFrame] = useState<StreamFrame | null>(null);
  const failure = useFaceStream(video, isOn && stream !== null, (next, picture) => {
    setFrame(next);
    onFrame?.(next, picture);
  });
  useEffect(() => onStream?.(stream), [stream, onStream]);
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
        {frame && (
          <svg viewBox={`0 0 ${frame.width} ${frame.height}`} aria-hidden="true" focusable="false">
            {frame.faces.map((face, index) => (
              <FaceOutline
                key={face.track ?? -index}
                face={face}
                frame={frame}
                label={labelOf?.(face) ?? ""}
              />
            ))}
          </svg>
        )}
      </div>
      {failure && !isOutlineOptional && (
        <FailureNote failure={failure} retry={() => setAttempt(attempt + 1)} />
      )}
      {!isQuiet && !failure && (
        <p class="advice" role="status">
          {text(frame ? adviceFor(frame) : "camera.starting")}
        </p>
      )}
    </div>
  );
}
