// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useState } from "preact/hooks";
import type { Order } from "../api/frame_stream";
import { listPeople } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { policies } from "../api/unlock";
import { useWords } from "../words";

/** The enrolled people to choose from; a key that may not read them asks for an id. */
export function UnlockForm({ onWish }: { onWish(order: Order): void }) {
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
    onWish({ type: "unlock", person, audience: "console", policy: String(fields.get("policy")) });
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
