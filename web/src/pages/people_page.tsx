// SPDX-License-Identifier: Apache-2.0
import { useCallback, useState } from "preact/hooks";
import { listPeople } from "../api/people";
import { useSession } from "../api/session";
import type { Person } from "../api/types";
import { FailureNote } from "../parts/failure_note";
import { usePaged } from "../parts/paged";
import { PersonForm } from "../parts/person_form";
import { PersonPanel } from "../parts/person_panel";
import { useWords } from "../words";

function usePeople(search: string) {
  const { client } = useSession();
  const read = useCallback(
    async (after: number | null) => {
      const { people, next } = await listPeople(client, search, after);
      return { items: people, next };
    },
    [client, search],
  );
  return usePaged(read);
}

function PeopleList(properties: {
  people: Person[];
  selected: string | null;
  onSelect(person: Person): void;
}) {
  const { text, number } = useWords();
  return (
    <ul class="people">
      {properties.people.map((person) => (
        <li key={person.id}>
          <button
            type="button"
            aria-pressed={person.id === properties.selected}
            onClick={() => properties.onSelect(person)}
          >
            <strong>{person.name}</strong>
            <span class="small">{person.reference}</span>
            <span class={person.templates ? "badge good" : "badge warn"}>
              {person.templates
                ? `${text("people.templates")}: ${number(person.templates)}`
                : text("people.not_enrolled")}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function PeoplePage() {
  const { text } = useWords();
  const [search, setSearch] = useState("");
  const { items: people, next, failure, reload, more } = usePeople(search);
  const [selected, setSelected] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const [deleted, setDeleted] = useState("");
  const person = people?.find((each) => each.id === selected);
  const select = (id: string | null) => {
    setSelected(id);
    setAdding(false);
    setDeleted("");
  };
  return (
    <>
      <h1>{text("page.people")}</h1>
      <p class="lead">{text("people.lead")}</p>
      <div class="bar">
        <label class="field grow">
          {text("people.search")}
          <input
            type="search"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value.trim())}
          />
        </label>
        <button
          type="button"
          class="primary"
          onClick={() => {
            select(null);
            setAdding(true);
          }}
        >
          {text("people.add")}
        </button>
      </div>
      {failure && <FailureNote failure={failure} retry={reload} />}
      {deleted && (
        <p class="note good" role="status">
          {text("people.deleted", { name: deleted })}
        </p>
      )}
      <div class="halves">
        <div>
          {people?.length === 0 && <p>{text(search ? "people.none_found" : "people.none")}</p>}
          {people && (
            <PeopleList people={people} selected={selected} onSelect={({ id }) => select(id)} />
          )}
          {next !== null && (
            <button type="button" onClick={more}>
              {text("people.more")}
            </button>
          )}
        </div>
        {isAdding && (
          <PersonForm
            onCancel={() => setAdding(false)}
            onAdded={(added) => {
              setSearch("");
              select(added.id);
              void reload();
            }}
          />
        )}
        {person && (
          <PersonPanel
            key={person.id}
            person={person}
            onChanged={reload}
            onClose={() => select(null)}
            onDeleted={() => {
              select(null);
              setDeleted(person.name);
              void reload();
            }}
          />
        )}
      </div>
    </>
  );
}
