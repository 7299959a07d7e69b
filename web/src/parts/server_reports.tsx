// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { type EvaluationFile, listEvaluations, readEvaluation } from "../api/evaluations";
import { asFailure, Failure } from "../api/failure";
import type { Report } from "../api/reports";
import { useSession } from "../api/session";
import { useWords } from "../words";
import { FailureNote } from "./failure_note";
import { ReportPart } from "./report_part";

function useFiles() {
  const { client } = useSession();
  const [files, setFiles] = useState<EvaluationFile[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    listEvaluations(client).then(setFiles, (error) => setFailure(asFailure(error)));
  }, [client]);
  return { files, failure };
}

function OpenedReport({ name }: { name: string }) {
  const { client } = useSession();
  const [report, setReport] = useState<Report | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let isWanted = true;
    setReport(null);
    setFailure(null);
    readEvaluation(client, name)
      .then((found) => {
        if (!found) throw new Failure("corrupt");
        if (isWanted) setReport(found);
      })
      .catch((error) => isWanted && setFailure(asFailure(error)));
    return () => {
      isWanted = false;
    };
  }, [client, name]);
  if (failure) return <FailureNote failure={failure} />;
  return report && <ReportPart report={report} />;
}

/** The reports of the operator's folder; the newest is open at once. */
export function ServerReports() {
  const { text, time } = useWords();
  const { files, failure } = useFiles();
  const [chosen, setChosen] = useState("");
  const name = chosen || files?.[0]?.name;
  return (
    <section class="report">
      <h2>{text("accuracy.server")}</h2>
      {failure && <FailureNote failure={failure} />}
      {files?.length === 0 && <p class="note">{text("accuracy.no_server")}</p>}
      {files && files.length > 0 && (
        <label class="field">
          {text("accuracy.report")}
          <select value={name} onChange={(event) => setChosen(event.currentTarget.value)}>
            {files.map((file) => (
              <option key={file.name} value={file.name}>
                {file.name}, {time(file.changed)}
              </option>
            ))}
          </select>
        </label>
      )}
      {name && <OpenedReport key={name} name={name} />}
    </section>
  );
}
