// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { deletePerson } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { useWords, type Word } from "../words";
import { Dialog } from "./dialog";
import { EnrolForm } from "./enrol_form";
import { FailureNote } from "./failure_note";

interface Properties {
  person: Person;
  onChanged(): void;
  onDeleted(): void;
  onClose(): void;
}

function Facts({ person }: { person: Person }) {
  const { text, number, time } = useWords();
  const rows: [Word, string][] = [
    ["people.id", person.id],
    ["people.reference", person.reference || "–"],
    ["people.templates", person.templates ? number(person.templates) : text("people.not_enrolled")],
    ["people.retention", number(person.retention_days)],
    ["people.consented", time(person.consented)],
    ["people.created", time(person.created)],
    ["people.changed", time(person.changed)],
  ];
  return (
    <>
      <dl class="rows">
        {rows.map(([word, value]) => (
          <div key={word}>
            <dt>{text(word)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div>
        <p class="small">{text("people.consent")}</p>
        <blockquote>{person.consent}</blockquote>
      </div>
    </>
  );
}

function DeleteQuestion(properties: { person: Person; onDeleted(): void; onClose(): void }) {
  const { person, onDeleted, onClose } = properties;
  const { text } = useWords();
  const { client } = useSession();
  const [failure, setFailure] = useState<Failure | null>(null);
  const remove = () => {
    deletePerson(client, person).then(onDeleted, (error) => setFailure(asFailure(error)));
  };
  return (
    <Dialog title={text("people.delete_title", { name: person.name })} onClose={onClose}>
      <p>{text("people.delete_text")}</p>
      {failure && <FailureNote failure={failure} />}
      <div class="actions">
        <button type="button" onClick={onClose}>
          {text("people.cancel")}
        </button>
        <button type="button" class="danger" onClick={remove}>
          {text("people.delete")}
        </button>
      </div>
    </Dialog>
  );
}

/** One person: what is known, enrolment, deletion. */
export function PersonPanel({ person, onChanged, onDeleted, onClose }: Properties) {
  const { text } = useWords();
  const [isAsking, setAsking] = useState(false);
  return (
    <article class="card person" aria-label={person.name}>
      <header>
        <h2>{person.name}</h2>
        <button type="button" class="quiet" aria-label={text("people.close")} onClick={onClose}>
          ✕
        </button>
      </header>
      <Facts person={person} />
      <EnrolForm person={person} onEnrolled={onChanged} />
      <div class="actions">
        <button type="button" class="danger" onClick={() => setAsking(true)}>
          {text("people.delete")}
        </button>
      </div>
      {isAsking && (
        <DeleteQuestion person={person} onDeleted={onDeleted} onClose={() => setAsking(false)} />
      )}
    </article>
  );
}
