// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import type { Advice, Order, StreamMessage } from "../api/frame_stream";
import { addPerson, deletePerson, type NewPerson } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { AdviceLine } from "../parts/advice_line";
import { CameraView } from "../parts/camera_view";
import { FailureNote } from "../parts/failure_note";
import { PersonFields, personOf } from "../parts/person_form";
import { useWords } from "../words";

/**
 * A person exists with an enrolment or not at all: whom begin() has added is deleted again when the
 * reader leaves, unless keep() was called. Who tells of a failure waits for discard(), so that no
 * list shows the person any more.
 */
function useTemporaryPerson() {
  const { client } = useSession();
  const [person, setPerson] = useState<Person | null>(null);
  const added = useRef<Person | null>(null);
  const discard = useCallback(async () => {
    const unwanted = added.current;
    added.current = null;
    if (unwanted) await deletePerson(client, unwanted).catch(() => undefined);
  }, [client]);
  useEffect(() => {
    window.addEventListener("pagehide", discard);
    return () => {
      window.removeEventListener("pagehide", discard);
      void discard();
    };
  }, [discard]);
  return {
    person,
    discard,
    async begin(data: NewPerson) {
      added.current = await addPerson(client, data);
      setPerson(added.current);
    },
    keep() {
      added.current = null;
    },
  };
}

interface LookProperties {
  data: NewPerson;
  onEnrolled(person: Person): void;
  onFailure(failure: Failure): void;
  onStop(): void;
}

/** The look into the camera: the server takes what it needs and says what would be better. */
function Look({ data, onEnrolled, onFailure, onStop }: LookProperties) {
  const { text, number } = useWords();
  const { person, begin, keep, discard } = useTemporaryPerson();
  const [advice, setAdvice] = useState<Advice | null>(null);
  const order = useMemo(
    (): Order | undefined => (person ? { type: "enrol", person: person.id } : undefined),
    [person],
  );
  const take = (message: StreamMessage) => {
    if (message.type === "advice") setAdvice(message);
    if (message.type === "enrolled" && person) {
      keep();
      onEnrolled(person);
    }
  };
  const fail = (failure: Failure) => discard().then(() => onFailure(failure));
  const { good = 0, needed = 1 } = advice ?? {};
  return (
    <>
      <CameraView
        order={order}
        onCamera={() => begin(data).catch((error) => fail(asFailure(error)))}
        onMessage={take}
        onFailure={fail}
      >
        <AdviceLine advice={advice} />
      </CameraView>
      {advice && (
        <>
          <progress value={good} max={needed} aria-label={text("page.enrol")} />
          <p>{text("enrol.taken", { count: number(good), wanted: number(needed) })}</p>
        </>
      )}
      <button type="button" onClick={onStop}>
        {text("camera.stop")}
      </button>
    </>
  );
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

/** That the camera sees somebody who is enrolled already is no fault, and what comes next is told. */
function Refused({ failure }: { failure: Failure }) {
  const { text } = useWords();
  if (failure.code !== "already_exists") return <FailureNote failure={failure} />;
  return (
    <div class="note" role="alert">
      <p>{text("enrol.exists")}</p>
      <div class="actions">
        <a class="button" href="#/unlock">
          {text("enrol.to_unlock")}
        </a>
      </div>
    </div>
  );
}

type Stage = "form" | "camera" | "done";

export function EnrolPage() {
  const { text } = useWords();
  const [stage, setStage] = useState<Stage>("form");
  const [data, setData] = useState<NewPerson | null>(null);
  const [person, setPerson] = useState<Person | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setData(personOf(event.currentTarget as HTMLFormElement));
    setFailure(null);
    setStage("camera");
  };
  const again = () => {
    setData(null);
    setStage("form");
  };
  return (
    <>
      <h1>{text("page.enrol")}</h1>
      <p class="lead">{text("enrol.lead")}</p>
      {failure && stage === "form" && <Refused failure={failure} />}
      {stage === "form" && (
        <form class="card narrow" onSubmit={submit}>
          <PersonFields initial={data} isBrief />
          <button type="submit" class="primary">
            {text("camera.start")}
          </button>
        </form>
      )}
      {stage === "camera" && data && (
        <Look
          data={data}
          onEnrolled={(enrolled) => {
            setPerson(enrolled);
            setStage("done");
          }}
          onFailure={(problem) => {
            setFailure(problem);
            setStage("form");
          }}
          onStop={() => setStage("form")}
        />
      )}
      {stage === "done" && person && <Done person={person} onAgain={again} />}
    </>
  );
}
