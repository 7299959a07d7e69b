// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { type CameraFace, type CameraFrame, type CameraState, watchCamera } from "../api/cameras";
import type { Failure } from "../api/failure";
import { useSession } from "../api/session";
import { useWords } from "../words";
import { FaceOutlines } from "./face_outline";
import { FailureNote } from "./failure_note";
import { HereList } from "./here_list";

async function draw(picture: Blob, canvas: HTMLCanvasElement | null): Promise<void> {
  const image = await createImageBitmap(picture);
  if (canvas) {
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d")?.drawImage(image, 0, 0);
  }
  image.close();
}

/** One of the server's own cameras: its pictures, and who is before it. */
export function ServerCamera({ name }: { name: string }) {
  const { text } = useWords();
  const { client } = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<CameraState>("opening");
  const [frame, setFrame] = useState<CameraFrame | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    setFailure(null);
    setState("opening");
    return watchCamera(client, name, {
      onState: setState,
      onFailure: setFailure,
      onFrame: (next, picture) => {
        draw(picture, canvas.current).then(
          () => setFrame(next),
          () => undefined, // A broken picture is followed by the next one.
        );
      },
    });
  }, [client, name, attempt]);
  const labelOf = (face: CameraFace) => face.name ?? text("live.unknown");
  const { width, height, faces } = frame ?? { width: 16, height: 9, faces: [] };
  if (failure) return <FailureNote failure={failure} retry={() => setAttempt(attempt + 1)} />;
  return (
    <>
      <div class="camera">
        <div class="picture">
          <canvas ref={canvas} width={1280} height={720} role="img" aria-label={name} />
          <FaceOutlines
            width={width}
            height={height}
            outlines={faces.map((face) => ({
              key: face.track,
              box: face.box,
              label: labelOf(face),
            }))}
          />
        </div>
        {state !== "connected" && (
          <p class="advice" role="status">
            {text(`live.${state}`)}
          </p>
        )}
      </div>
      {state === "connected" && (
        <HereList people={faces.map((face) => ({ track: face.track, label: labelOf(face) }))} />
      )}
    </>
  );
}
