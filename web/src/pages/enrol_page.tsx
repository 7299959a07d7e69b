// SPDX-License-Identifier: Apache-2.0
import { useCallback, useRef, useState } from "preact/hooks";
import type { StreamFrame } from "../api/face_stream";
import { asFailure, type Failure } from "../api/failure";
import { addPerson, deletePerson, enrol, type NewPerson } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { adviceFor, CameraView } from "../parts/camera_view";
import { reportsOf } from "../parts/enrol_form";
import { FailureNote } from "../parts/failure_note";
import { PersonFields, personOf } from "../parts/person_form";
import { ReasonList } from "../parts/reason_list";
import { useWords } from "../words";

const kWanted = 6; // Twice what the server needs, for those that it refuses.
const kApart = 700; // Milliseconds between two pictures, so that they differ.

/** Collects good pictures of one face, some time apart. */
function usePictures(onComplete: (pictures: Blob[]) => void) {
  const [count, setCount] = useState(0);
  const pictures = useRef<Blob[]>([]);
  const last = useRef(0);
  const take = useCallback(
    (frame: StreamFrame, picture: Blob) => {
      const isGood = adviceFor(frame) === "camera.advice.good";
      if (!isGood || Date.now() - last.current < kApart || pictures.current.length >= kWanted)
        return;
      last.current = Date.now();
      pictures.current.push(picture);
      setCount(pictures.current.length);
      if (pictures.current.length === kWanted) onComplete(pictures.current);
    },
    [onComplete],
  );
  const clear = () => {
    pictures.current = [];
    setCount(0);
  };
  return { count, take, clear };
}

/** A person exists with an enrolment or not at all. */
async function enrolNew(
  client: Parameters<typeof addPerson>[0],
  data: NewPerson,
  pictures: Blob[],
) {
  const person = await addPerson(client, data);
  try {
    await enrol(client, person, pictures, { replace: false, allow_duplicate: false });
  } catch (error) {
    await deletePerson(client, person).catch(() => undefined);
    throw error;
  }
  return person;
}

type Stage = "form" | "camera" | "sending" | "done";

function useEnrolment() {
  const { client } = useSession();
  const [stage, setStage] = useState<Stage>("form");
  const [data, setData] = useState<NewPerson | null>(null);
  const [person, setPerson] = useState<Person | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const send = useCallback(
    async (pictures: Blob[]) => {
      if (!data) return;
      setStage("sending");
      try {
        setPerson(await enrolNew(client, data, pictures));
        setStage("done");
      } catch (error) {
        setFailure(asFailure(error));
        setStage("form");
      }
    },
    [client, data],
  );
  const begin = (next: NewPerson) => {
    setData(next);
    setFailure(null);
    setStage("camera");
  };
  return { stage, data, person, failure, send, begin, again: () => setStage("form") };
}

function Done({ person, onAgain }: { person: Person; onAgain(): void }) {
  const { text } = useWords();
  return (
    <div class="note good" role="status">
      <p>{text("enrol.done", { name: person.name })}</p>
      <div class="actions">
        <a class="button" href={`#/unlock?${person.id}`}>
          {text("enrol.to_unlock")}
        </a>
        <button type="button" onClick={onAgain}>
          {text("enrol.again")}
        </button>
      </div>
    </div>
  );
}

export function EnrolPage() {
  const { text, number } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const { stage, data, person, failure, send, begin, again } = useEnrolment();
  const { count, take, clear } = usePictures(send);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    clear();
    begin(personOf(event.currentTarget as HTMLFormElement));
  };
  return (
    <>
      <h1>{text("page.enrol")}</h1>
      <p class="lead">{text("enrol.lead")}</p>
      {failure && stage === "form" && (
        <>
          <FailureNote failure={failure} />
          <ReasonList reports={reportsOf(failure)} />
        </>
      )}
      {stage === "form" && (
        <form class="card narrow" onSubmit={submit}>
          <PersonFields initial={data} />
          <button type="submit" class="primary">
            {text("camera.start")}
          </button>
        </form>
      )}
      {stage === "camera" && (
        <>
          <CameraView isOn video={video} onFrame={take} />
          <progress value={count} max={kWanted} aria-label={text("page.enrol")} />
          <p>{text("enrol.taken", { count: number(count), wanted: number(kWanted) })}</p>
          <button type="button" onClick={again}>
            {text("camera.stop")}
          </button>
        </>
      )}
      {stage === "sending" && <p role="status">{text("enrol.sending")}</p>}
      {stage === "done" && person && <Done person={person} onAgain={again} />}
    </>
  );
}
