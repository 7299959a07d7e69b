// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { deletePerson } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { useWords } from "../words";
import { CardHead } from "./card_head";
import { Dialog } from "./dialog";
import { EnrolForm } from "./enrol_form";
import { FailureNote } from "./failure_note";
import { Rows } from "./rows";

interface Properties {
  person: Person;
  onChanged(): void;
  onDeleted(): void;
  onClose(): void;
}

function Facts({ person }: { person: Person }) {
  const { text, number, time } = useWords();
  return (
    <>
      <Rows
        rows={[
          [text("people.id"), person.id],
          [text("people.own_reference"), person.reference || "–"],
          [
            text("people.templates"),
            person.templates ? number(person.templates) : text("people.not_enrolled"),
          ],
          [text("people.retention"), number(person.retention_days)],
          [text("people.consented"), time(person.consented)],
          [text("people.created"), time(person.created)],
          [text("people.changed"), time(person.changed)],
        ]}
      />
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
      <CardHead title={person.name} closeLabel={text("people.close")} onClose={onClose} />
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
