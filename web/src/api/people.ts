// SPDX-License-Identifier: Apache-2.0
// The routes below /v1/people.
import type { Client } from "./client";
import type { Enrolled, PeoplePage, Person } from "./types";

export interface NewPerson {
  name: string;
  consent: string;
  retention_days: number;
  reference?: string;
}

export interface EnrolOptions {
  replace: boolean;
  allow_duplicate: boolean;
}

const kPageSize = 50;

export function listPeople(
  client: Client,
  search: string,
  after: number | null,
): Promise<PeoplePage> {
  const query = new URLSearchParams({ count: String(kPageSize) });
  if (search) query.set("search", search);
  if (after !== null) query.set("after", String(after));
  return client.json(`/v1/people?${query}`);
}

const kMostChoices = 500; // More are too many to choose from.

/** Who may be unlocked for, from the first; `wanted` among them wherever that person stands. */
export async function listEnrolled(client: Client, wanted: string): Promise<Person[]> {
  const found: Person[] = [];
  let after: number | null = null;
  do {
    const page: PeoplePage = await listPeople(client, "", after);
    found.push(...page.people);
    after = page.next;
  } while (after !== null && found.length < kMostChoices);
  if (wanted && found.every((person) => person.id !== wanted)) {
    await showPersonOf(client, wanted).then(
      (person) => found.unshift(person),
      () => undefined, // An address of yesterday may name somebody who is gone.
    );
  }
  return found.filter((person) => person.templates > 0);
}

export function addPerson(client: Client, person: NewPerson): Promise<Person> {
  return client.post("/v1/people", person);
}

function pathOf(person: Person): string {
  return `/v1/people/${encodeURIComponent(person.id)}`;
}

export function deletePerson(client: Client, person: Person): Promise<unknown> {
  return client.json(pathOf(person), { method: "DELETE", keepalive: true });
}

export function enrol(
  client: Client,
  person: Person,
  pictures: Blob[],
  options: EnrolOptions,
): Promise<Enrolled> {
  const form = new FormData();
  form.set("replace", String(options.replace));
  form.set("allow_duplicate", String(options.allow_duplicate));
  for (const picture of pictures) form.append("image", picture);
  return client.json(`${pathOf(person)}/templates`, { method: "POST", body: form });
}

export function showPersonOf(client: Client, id: string): Promise<Person> {
  return client.json(`/v1/people/${encodeURIComponent(id)}`);
}

/** Who of all is on a picture; null for nobody. */
export function identify(client: Client, picture: Blob): Promise<{ person: string | null }> {
  const form = new FormData();
  form.set("image", picture);
  return client.json("/v1/identify", { method: "POST", body: form });
}
