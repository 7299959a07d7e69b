// SPDX-License-Identifier: Apache-2.0
import { useCallback, useState } from "preact/hooks";
import {
  type AuditCheck,
  type AuditFilter,
  type AuditLine,
  readAudit,
  verifyAudit,
} from "../api/audit";
import { asFailure, type Failure } from "../api/failure";
import { useSession } from "../api/session";
import { FailureNote } from "../parts/failure_note";
import { usePaged } from "../parts/paged";
import { named } from "../parts/reason_list";
import { useWords } from "../words";
import { en } from "../words/en";

const kEverything: AuditFilter = { action: "", outcome: "", person: "", from: "", until: "" };

function namesOf(kind: "action" | "outcome"): string[] {
  return Object.keys(en).flatMap((word) =>
    word.startsWith(`${kind}.`) ? [word.slice(kind.length + 1)] : [],
  );
}

function useAudit(filter: AuditFilter) {
  const { client } = useSession();
  const read = useCallback(
    async (before: number | null) => {
      const { lines, next } = await readAudit(client, filter, before);
      return { items: lines, next };
    },
    [client, filter],
  );
  return usePaged(read);
}

function Choice(properties: {
  kind: "action" | "outcome";
  value: string;
  onChange(value: string): void;
}) {
  const words = useWords();
  const { kind, value, onChange } = properties;
  return (
    <label class="field">
      {words.text(`activity.${kind}`)}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{words.text("activity.any")}</option>
        {namesOf(kind).map((name) => (
          <option key={name} value={name}>
            {named(words, kind, name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function FilterFields(properties: { filter: AuditFilter; onChange(filter: AuditFilter): void }) {
  const { text } = useWords();
  const { filter, onChange } = properties;
  const change = (name: keyof AuditFilter) => (value: string) =>
    onChange({ ...filter, [name]: value });
  const day = (name: "from" | "until") => (
    <label class="field">
      {text(`activity.${name}`)}
      <input
        type="date"
        value={filter[name]}
        onInput={(event) => change(name)(event.currentTarget.value)}
      />
    </label>
  );
  return (
    <div class="fields">
      <Choice kind="action" value={filter.action} onChange={change("action")} />
      <Choice kind="outcome" value={filter.outcome} onChange={change("outcome")} />
      <label class="field">
        {text("activity.person")}
        <input
          value={filter.person}
          onInput={(event) => change("person")(event.currentTarget.value.trim())}
        />
      </label>
      {day("from")}
      {day("until")}
    </div>
  );
}

function Verification() {
  const { text, number } = useWords();
  const { client } = useSession();
  const [check, setCheck] = useState<AuditCheck | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const verify = () => {
    setCheck(null);
    setFailure(null);
    verifyAudit(client).then(setCheck, (error) => setFailure(asFailure(error)));
  };
  return (
    <>
      <button type="button" class="primary" onClick={verify}>
        {text("activity.verify")}
      </button>
      {failure && <FailureNote failure={failure} />}
      {check?.intact && (
        <div class="note good" role="status">
          <p>{text("activity.intact", { lines: number(check.lines ?? 0) })}</p>
          <p class="small">{text("activity.head")}</p>
          <pre>{check.head}</pre>
        </div>
      )}
      {check && !check.intact && (
        <p class="note bad" role="alert">
          {text("activity.damaged", { problem: check.problem ?? "" })}
        </p>
      )}
    </>
  );
}

function LineTable({ lines }: { lines: AuditLine[] }) {
  const words = useWords();
  const { text, time } = words;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reached by the keyboard.
    <section class="scroll wide" tabIndex={0} aria-label={text("activity.table")}>
      <table>
        <thead>
          <tr>
            <th scope="col">№</th>
            <th scope="col">{text("activity.time")}</th>
            <th scope="col">{text("activity.action")}</th>
            <th scope="col">{text("activity.outcome")}</th>
            <th scope="col">{text("activity.reason")}</th>
            <th scope="col">{text("activity.person")}</th>
            <th scope="col">{text("activity.client")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.number}>
              <td>{line.number}</td>
              <td>{time(line.time)}</td>
              <td>{named(words, "action", line.action)}</td>
              <td>{named(words, "outcome", line.outcome)}</td>
              <td>{named(words, "reason", line.reason)}</td>
              <td class="mono">{line.person}</td>
              <td class="mono">{line.client}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function ActivityPage() {
  const { text } = useWords();
  const [filter, setFilter] = useState(kEverything);
  const { items: lines, next, failure, more, reload } = useAudit(filter);
  return (
    <>
      <h1>{text("page.activity")}</h1>
      <p class="lead">{text("activity.lead")}</p>
      <Verification />
      <FilterFields filter={filter} onChange={setFilter} />
      {failure && <FailureNote failure={failure} retry={reload} />}
      {lines?.length === 0 && <p>{text("activity.none")}</p>}
      {lines && lines.length > 0 && <LineTable lines={lines} />}
      {next !== null && (
        <button type="button" onClick={more}>
          {text("people.more")}
        </button>
      )}
    </>
  );
}
