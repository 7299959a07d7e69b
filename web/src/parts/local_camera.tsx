// SPDX-License-Identifier: Apache-2.0
import { useCallback, useRef, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import type { FrameAnswer, StreamFace } from "../api/frame_stream";
import { identify, showPersonOf } from "../api/people";
import { useSession } from "../api/session";
import { useWords } from "../words";
import { CameraView } from "./camera_view";
import { FailureNote } from "./failure_note";
import { HereList } from "./here_list";

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
    (frame: FrameAnswer, picture: Blob) => {
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

/** This device's camera: tracks by the server, names where they are wanted. */
export function LocalCamera() {
  const { text, number } = useWords();
  const [attempt, setAttempt] = useState(0);
  const [lost, setLost] = useState<Failure | null>(null);
  const [wantsNames, setWantsNames] = useState(true);
  const [frame, setFrame] = useState<FrameAnswer | null>(null);
  const { names, failure, look } = useNames(wantsNames);
  const labelOf = (face: StreamFace) => {
    if (face.track === null) return "";
    return names[face.track] ?? (wantsNames ? text("live.unknown") : number(face.track));
  };
  const retry = () => {
    setLost(null);
    setAttempt(attempt + 1);
  };
  const people = (frame?.faces ?? []).map((face) => ({ track: face.track, label: labelOf(face) }));
  return (
    <>
      <label class="tick">
        <input
          type="checkbox"
          checked={wantsNames}
          onChange={(event) => setWantsNames(event.currentTarget.checked)}
        />
        {text("live.names")}
      </label>
      {lost && <FailureNote failure={lost} retry={retry} />}
      {failure && <FailureNote failure={failure} />}
      <CameraView
        key={attempt}
        order={null}
        labelOf={labelOf}
        onFailure={setLost}
        onMessage={(message, shot) => {
          if (message.type !== "frame" || !shot) return;
          setFrame(message);
          look(message, shot.picture);
        }}
      />
      <HereList people={people} />
    </>
  );
}
