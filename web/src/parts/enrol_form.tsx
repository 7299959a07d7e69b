// SPDX-License-Identifier: Apache-2.0
import { useCallback, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { enrol } from "../api/people";
import { useSession } from "../api/session";
import type { Enrolled, Person, PictureReport } from "../api/types";
import { useWords } from "../words";
import { DropZone } from "./drop_zone";
import { FailureNote } from "./failure_note";
import { useObjectUrl } from "./picture_view";
import { named } from "./reason_list";

const kLeast = 3; // Of the server: recognition::kLeastEnrolmentFrames.

function Thumbnail({ file, report }: { file: File; report: PictureReport | undefined }) {
  const words = useWords();
  const url = useObjectUrl(file);
  return (
    <li class={report ? (report.used ? "thumb good" : "thumb bad") : "thumb"}>
      {url && <img src={url} alt={file.name} />}
      {report && <span>{named(words, "reason", report.reason, report.sentence)}</span>}
    </li>
  );
}

/** The reports of a refused enrolment, which are in the problem itself. */
export function reportsOf(failure: Failure | null): PictureReport[] {
  const pictures = (failure?.body as { pictures?: PictureReport[] } | null)?.pictures;
  return Array.isArray(pictures) ? pictures : [];
}

function useEnrolment(person: Person, onEnrolled: () => void) {
  const { client } = useSession();
  const [files, setFiles] = useState<File[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const forget = () => {
    setEnrolled(null);
    setFailure(null);
  };
  const send = async (options: { replace: boolean; allow_duplicate: boolean }) => {
    forget();
    setBusy(true);
    try {
      setEnrolled(await enrol(client, person, files, options));
      onEnrolled();
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  const add = useCallback((added: File[]) => {
    setEnrolled(null);
    setFailure(null);
    setFiles((old) => [...old, ...added]);
  }, []);
  const clear = () => {
    forget();
    setFiles([]);
  };
  return { files, isBusy, enrolled, failure, send, add, clear };
}

/** Enrols a person from pictures, and says of each whether it was used and why not. */
export function EnrolForm({ person, onEnrolled }: { person: Person; onEnrolled(): void }) {
  const { text, time, number } = useWords();
  const { files, isBusy, enrolled, failure, send, add, clear } = useEnrolment(person, onEnrolled);
  const [replace, setReplace] = useState(false);
  const [duplicate, setDuplicate] = useState(false);
  const reports = enrolled?.pictures ?? reportsOf(failure);
  const used = reports.filter((report) => report.used).length;
  return (
    <section class="enrol">
      <h3>{text("people.enrol")}</h3>
      <DropZone
        accept="image/*,.heic,.avif"
        lead={text("people.enrol_lead")}
        label={text("try.choose")}
        isQuiet={files.length >= kLeast}
        onFiles={add}
      />
      <ul class="thumbs">
        {files.map((file, index) => (
          <Thumbnail key={`${index} ${file.name}`} file={file} report={reports[index]} />
        ))}
      </ul>
      {enrolled && (
        <p class="note good" role="status">
          {text("people.enrolled", { count: number(used), date: time(enrolled.expires) })}
        </p>
      )}
      {failure && <FailureNote failure={failure} />}
      {files.length > 0 && !enrolled && (
        <>
          <label class="tick">
            <input
              type="checkbox"
              checked={replace}
              onChange={(event) => setReplace(event.currentTarget.checked)}
            />
            {text("people.replace")}
          </label>
          {failure?.code === "already_exists" && (
            <label class="tick">
              <input
                type="checkbox"
                checked={duplicate}
                onChange={(event) => setDuplicate(event.currentTarget.checked)}
              />
              {text("people.allow_duplicate")}
            </label>
          )}
        </>
      )}
      {files.length > 0 && (
        <div class="actions">
          {!enrolled && (
            <button
              type="button"
              class="primary"
              disabled={isBusy || files.length < kLeast}
              onClick={() => send({ replace, allow_duplicate: duplicate })}
            >
              {isBusy
                ? text("people.enrolling")
                : text("people.enrol_submit", { count: number(files.length) })}
            </button>
          )}
          <button type="button" onClick={clear}>
            {text("try.clear")}
          </button>
        </div>
      )}
    </section>
  );
}
