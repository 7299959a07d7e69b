// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useId, useRef, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { listPeople } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import {
  answer,
  type Challenge,
  claimsOf,
  type Decision,
  drawChallenge,
  type Policy,
  policies,
} from "../api/unlock";
import { CameraView } from "../parts/camera_view";
import { FailureNote } from "../parts/failure_note";
import { named } from "../parts/reason_list";
import { Recorder } from "../parts/recorder";
import { useWords } from "../words";

const kAhead = 2000; // Milliseconds of looking straight before the first movement.
const kMovement = 3000; // Milliseconds for each movement.

interface Wish {
  person: string; ///< The id.
  policy: Policy;
}

type Stage = "form" | "camera" | "deciding" | "decided";

/** One try: the challenge is drawn when the camera runs, so that none of its time is lost. */
function useTry() {
  const { client } = useSession();
  const [stage, setStage] = useState<Stage>("form");
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [decision, setDecision] = useState<Decision | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const wish = useRef<Wish>({ person: "", policy: "both" });
  const recorder = useRef<Recorder | null>(null);

  const fail = useCallback((error: unknown) => {
    recorder.current?.cancel();
    setFailure(asFailure(error));
    setStage("form");
  }, []);
  const record = useCallback(
    async (stream: MediaStream | null) => {
      if (!stream) return;
      try {
        setChallenge(await drawChallenge(client, wish.current.person, wish.current.policy));
        recorder.current = new Recorder(stream);
      } catch (error) {
        fail(error);
      }
    },
    [client, fail],
  );
  const send = useCallback(async () => {
    if (!recorder.current || !challenge) return;
    try {
      const clip = await recorder.current.stop();
      recorder.current = null;
      setStage("deciding");
      setDecision(await answer(client, challenge, clip));
      setStage("decided");
    } catch (error) {
      fail(error);
    }
  }, [client, challenge, fail]);
  const begin = (next: Wish) => {
    wish.current = next;
    setFailure(null);
    setChallenge(null);
    setDecision(null);
    setStage("camera");
  };
  const cancel = () => {
    recorder.current?.cancel();
    setStage("form");
  };
  return { stage, challenge, decision, failure, record, send, begin, cancel };
}

/** Which of the movements is due; it moves on by itself and tells the end. */
function useStep(challenge: Challenge | null, onEnd: () => void): number {
  const [step, setStep] = useState(-1);
  useEffect(() => {
    setStep(-1);
    if (!challenge) return;
    const count = challenge.actions.length;
    const timers = [...challenge.actions, null].map((_, index) =>
      window.setTimeout(
        () => (index < count ? setStep(index) : onEnd()),
        kAhead + index * kMovement,
      ),
    );
    return () => {
      for (const timer of timers) window.clearTimeout(timer);
    };
  }, [challenge, onEnd]);
  return step;
}

function Instruction({ challenge, step }: { challenge: Challenge; step: number }) {
  const words = useWords();
  const action = challenge.actions[step];
  return (
    <p class="advice" role="status">
      {action
        ? `${words.number(step + 1)}/${words.number(challenge.actions.length)}: ${named(words, "unlock", action.action, action.sentence)}`
        : words.text("unlock.ahead")}
    </p>
  );
}

function Outcome({ decision, onAgain }: { decision: Decision; onAgain(): void }) {
  const words = useWords();
  const { text } = words;
  return (
    <div class="card">
      <p class={decision.accepted ? "verdict good" : "verdict bad"} role="status">
        {text(decision.accepted ? "unlock.accepted" : "unlock.denied")}
      </p>
      {!decision.accepted && <p>{named(words, "unlock", decision.reason, decision.sentence)}</p>}
      {decision.token && (
        <>
          <h2>{text("unlock.claims")}</h2>
          <pre>{JSON.stringify(claimsOf(decision.token), null, 2)}</pre>
          <h2>{text("unlock.token")}</h2>
          <pre>{decision.token}</pre>
        </>
      )}
      <button type="button" onClick={onAgain}>
        {text("unlock.again")}
      </button>
    </div>
  );
}

/** The enrolled people to choose from; a key that may not read them asks for an id. */
function PersonChoice({ onChosen }: { onChosen(wish: Wish): void }) {
  const { text } = useWords();
  const { client } = useSession();
  const id = useId();
  const [people, setPeople] = useState<Person[]>([]);
  useEffect(() => {
    listPeople(client, "", null).then(
      (page) => setPeople(page.people.filter((person) => person.templates > 0)),
      () => setPeople([]),
    );
  }, [client]);
  const wanted = location.hash.split("?")[1] ?? "";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const person = String(fields.get("person") ?? "").trim();
    onChosen({ person, policy: fields.get("policy") as Policy });
  };
  return (
    <form class="card narrow" onSubmit={submit}>
      <div class="field">
        <label for={id}>{text("unlock.person")}</label>
        {people.length > 0 ? (
          <select id={id} name="person" key="select">
            {people.map((person) => (
              <option key={person.id} value={person.id} selected={person.id === wanted}>
                {person.name}
              </option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            name="person"
            required
            autocomplete="off"
            placeholder={text("people.id")}
          />
        )}
      </div>
      <label class="field">
        {text("unlock.policy")}
        <select name="policy">
          {policies.map((policy) => (
            <option key={policy} value={policy}>
              {text(`unlock.${policy}`)}
            </option>
          ))}
        </select>
      </label>
      <p class="small">{text("unlock.policy_hint")}</p>
      <button type="submit" class="primary">
        {text("unlock.start")}
      </button>
    </form>
  );
}

export function UnlockPage() {
  const { text } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const { stage, challenge, decision, failure, record, send, begin, cancel } = useTry();
  const step = useStep(stage === "camera" ? challenge : null, send);
  const isLast = challenge !== null && step >= challenge.actions.length - 1;
  return (
    <>
      <h1>{text("page.unlock")}</h1>
      <p class="lead">{text("unlock.lead")}</p>
      {failure && <FailureNote failure={failure} />}
      {stage === "form" && <PersonChoice onChosen={begin} />}
      {stage === "camera" && (
        <>
          <CameraView isOn isQuiet isOutlineOptional video={video} onStream={record} />
          {challenge && <Instruction challenge={challenge} step={step} />}
          <div class="actions">
            <button type="button" class="primary" disabled={!isLast} onClick={send}>
              {text("unlock.done")}
            </button>
            <button type="button" onClick={cancel}>
              {text("people.cancel")}
            </button>
          </div>
        </>
      )}
      {stage === "deciding" && <p role="status">{text("unlock.deciding")}</p>}
      {stage === "decided" && decision && <Outcome decision={decision} onAgain={cancel} />}
    </>
  );
}
