// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { addPerson, type NewPerson } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { useWords } from "../words";
import { FailureNote } from "./failure_note";

/** What the fields of PersonFields say. */
export function personOf(form: HTMLFormElement): NewPerson {
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name) ?? "").trim();
  const reference = text("reference");
  return {
    name: text("name"),
    consent: text("consent"),
    retention_days: Number(text("retention_days")),
    ...(reference ? { reference } : {}),
  };
}

interface FieldsProperties {
  initial: NewPerson | null;
  isBrief?: boolean; ///< What nobody must change is folded away.
}

/** What is asked of a person: who it is, and what the person agrees to. */
export function PersonFields({ initial, isBrief = false }: FieldsProperties) {
  const { text } = useWords();
  const rest = (
    <>
      <label class="field">
        {text("people.reference")}
        <input
          name="reference"
          defaultValue={initial?.reference ?? ""}
          maxLength={200}
          autocomplete="off"
        />
      </label>
      <label class="field">
        {text("people.retention")}
        <input
          name="retention_days"
          type="number"
          required
          min={1}
          max={36500}
          defaultValue={String(initial?.retention_days ?? 365)}
        />
      </label>
    </>
  );
  return (
    <>
      <label class="field">
        {text("people.name")}
        <input
          name="name"
          required
          defaultValue={initial?.name ?? ""}
          maxLength={200}
          autocomplete="off"
        />
      </label>
      <label class="field">
        {text("people.consent")}
        <textarea name="consent" required rows={3} maxLength={10000}>
          {initial?.consent ?? text("people.consent_text")}
        </textarea>
      </label>
      {isBrief ? (
        <details>
          <summary>{text("try.options")}</summary>
          {rest}
        </details>
      ) : (
        rest
      )}
    </>
  );
}

interface Properties {
  onAdded(person: Person): void;
  onCancel(): void;
}

/** Adds a person, who is nothing but a name until pictures are enrolled. */
export function PersonForm({ onAdded, onCancel }: Properties) {
  const { text } = useWords();
  const { client } = useSession();
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setFailure(null);
    const person = personOf(event.currentTarget as HTMLFormElement);
    addPerson(client, person).then(onAdded, (error) => setFailure(asFailure(error)));
  };
  return (
    <form class="card" onSubmit={submit} aria-label={text("people.add")}>
      <h2>{text("people.add")}</h2>
      <PersonFields initial={null} />
      {failure && <FailureNote failure={failure} />}
      <div class="actions">
        <button type="submit" class="primary">
          {text("people.create")}
        </button>
        <button type="button" onClick={onCancel}>
          {text("people.cancel")}
        </button>
      </div>
    </form>
  );
}
