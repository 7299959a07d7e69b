// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import type { Order } from "../api/frame_stream";
import { listEnrolled } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { policies } from "../api/unlock";
import { useWords } from "../words";
import { FailureNote } from "./failure_note";

/** The enrolled people; null while they are asked for. */
function useEnrolled(wanted: string) {
  const { client } = useSession();
  const [people, setPeople] = useState<Person[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    listEnrolled(client, wanted).then(setPeople, (error) => setFailure(asFailure(error)));
  }, [client, wanted]);
  return { people, failure };
}

function Nobody() {
  const { text } = useWords();
  return (
    <div class="note">
      <p>{text("unlock.none")}</p>
      <div class="actions">
        <a class="button" href="#/enrol">
          {text("page.enrol")}
        </a>
      </div>
    </div>
  );
}

function PolicyChoice() {
  const { text } = useWords();
  return (
    <details>
      <summary>{text("try.options")}</summary>
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
    </details>
  );
}

/** The enrolled people to choose from; a key that may not read them asks for an id. */
export function UnlockForm({ onWish }: { onWish(order: Order): void }) {
  const { text } = useWords();
  const id = useId();
  const wanted = location.hash.split("?")[1] ?? "";
  const { people, failure } = useEnrolled(wanted);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const person = String(fields.get("person") ?? "").trim();
    onWish({ type: "unlock", person, audience: "console", policy: String(fields.get("policy")) });
  };
  if (failure && failure.code !== "denied") return <FailureNote failure={failure} />;
  if (!people && !failure) return null;
  if (people?.length === 0) return <Nobody />;
  return (
    <form class="card narrow" onSubmit={submit}>
      <div class="field">
        <label for={id}>{text("unlock.person")}</label>
        {people ? (
          <select id={id} name="person">
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
            placeholder={text("activity.person")}
          />
        )}
      </div>
      <PolicyChoice />
      <button type="submit" class="primary">
        {text("unlock.start")}
      </button>
    </form>
  );
}
