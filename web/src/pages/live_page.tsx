// SPDX-License-Identifier: Apache-2.0
import { useCallback, useRef, useState } from "preact/hooks";
import type { StreamFace, StreamFrame } from "../api/face_stream";
import { asFailure, type Failure } from "../api/failure";
import { identify, showPersonOf } from "../api/people";
import { useSession } from "../api/session";
import { CameraView } from "../parts/camera_view";
import { FailureNote } from "../parts/failure_note";
import { useWords } from "../words";

const kAskAgain = 3000; // Milliseconds until an unknown face is looked up once more.

/** The part of a frame around a face, for a question about this one. */
async function cut(picture: Blob, face: StreamFace): Promise<Blob | null> {
  const { x, y, width, height } = face.box;
  const image = await createImageBitmap(picture);
  const left = Math.max(0, Math.floor(x - width / 2));
  const top = Math.max(0, Math.floor(y - height / 2));
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(image.width - left, Math.ceil(width * 2));
  canvas.height = Math.min(image.height - top, Math.ceil(height * 2));
  canvas.getContext("2d")?.drawImage(image, -left, -top);
  image.close();
  return new Promise((take) => canvas.toBlob(take, "image/jpeg", 0.9));
}

/** The names of tracks; each is asked for until it is known. */
function useNames(isWanted: boolean) {
  const { client } = useSession();
  const [names, setNames] = useState<Record<number, string>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const asked = useRef(new Map<number, number>());
  const ask = useCallback(
    async (face: StreamFace, track: number, picture: Blob) => {
      const crop = await cut(picture, face);
      if (!crop) return;
      const { person } = await identify(client, crop);
      if (person === null) return;
      asked.current.set(track, Infinity);
      const name = await showPersonOf(client, person).then(
        (found) => found.name,
        () => person, // A key may identify and not read names.
      );
      setNames((old) => ({ ...old, [track]: name }));
    },
    [client],
  );
  const look = useCallback(
    (frame: StreamFrame, picture: Blob) => {
      for (const face of isWanted ? frame.faces : []) {
        const last = asked.current.get(face.track ?? -1) ?? 0;
        if (face.track === null || Date.now() - last < kAskAgain) continue;
        asked.current.set(face.track, Date.now());
        ask(face, face.track, picture).catch((error) => {
          const problem = asFailure(error);
          if (problem.code !== "no_face") setFailure(problem);
        });
      }
    },
    [ask, isWanted],
  );
  return { names, failure, look };
}

export function LivePage() {
  const { text, number } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [isOn, setOn] = useState(false);
  const [wantsNames, setWantsNames] = useState(true);
  const [frame, setFrame] = useState<StreamFrame | null>(null);
  const { names, failure, look } = useNames(wantsNames);
  const labelOf = (face: StreamFace) => {
    if (face.track === null) return "";
    return names[face.track] ?? (wantsNames ? text("live.unknown") : number(face.track));
  };
  const here = isOn ? (frame?.faces ?? []) : [];
  return (
    <>
      <h1>{text("page.live")}</h1>
      <p class="lead">{text("live.lead")}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => setOn(!isOn)}>
          {text(isOn ? "camera.stop" : "camera.start")}
        </button>
        <label class="tick">
          <input
            type="checkbox"
            checked={wantsNames}
            onChange={(event) => setWantsNames(event.currentTarget.checked)}
          />
          {text("live.names")}
        </label>
      </div>
      {failure && <FailureNote failure={failure} />}
      {isOn && (
        <CameraView
          isOn
          isQuiet
          video={video}
          labelOf={labelOf}
          onFrame={(next, picture) => {
            setFrame(next);
            look(next, picture);
          }}
        />
      )}
      {isOn && (
        <section>
          <h2>{text("live.here")}</h2>
          <ul class="here" aria-live="polite">
            {here.length === 0 && <li>{text("live.nobody")}</li>}
            {here.map((face, index) => (
              <li key={face.track ?? -index}>
                <strong>{labelOf(face)}</strong>{" "}
                {face.track !== null && text("live.track", { number: number(face.track) })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
