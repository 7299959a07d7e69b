// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { useSession } from "../api/session";
import type { Calibration, Limits, Model, Models } from "../api/types";
import { FailureNote } from "../parts/failure_note";
import { LiveCharts } from "../parts/live_charts";
import { named as nameOf } from "../parts/reason_list";
import { Rows } from "../parts/rows";
import { useWords, type Word } from "../words";

function ModelRows({ models, task }: { models: Model[]; task: Word }) {
  const { text } = useWords();
  return (
    <>
      {models.map((model) => (
        <tr key={model.id}>
          <th scope="row">{model.default ? text("try.default", { name: model.id }) : model.id}</th>
          <td>{text(task)}</td>
          <td>{model.title}</td>
          <td>{model.licence}</td>
        </tr>
      ))}
    </>
  );
}

function ModelTable() {
  const { text } = useWords();
  const { client, isReady } = useSession();
  const [models, setModels] = useState<Models | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (!isReady) return;
    client.models().then(setModels, (error) => setFailure(asFailure(error)));
  }, [client, isReady]);
  if (failure) return <FailureNote failure={failure} />;
  if (!models) return <p role="status">{text("app.loading")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reached by the keyboard.
    <section class="scroll wide" tabIndex={0} aria-label={text("system.models")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text("system.model")}</th>
            <th scope="col">{text("system.role")}</th>
            <th scope="col">{text("system.name")}</th>
            <th scope="col">{text("system.licence")}</th>
          </tr>
        </thead>
        <tbody>
          <ModelRows models={models.detectors} task="system.detector" />
          <ModelRows models={models.models} task="system.embedder" />
        </tbody>
      </table>
    </section>
  );
}

/** Limits, and those of a part of the server below its name. */
function LimitList({ limits }: { limits: Limits }) {
  const words = useWords();
  const named = (name: string) => nameOf(words, "limit", name);
  const entries = Object.entries(limits);
  const rows = entries.flatMap(([name, value]): [string, string][] =>
    typeof value === "number" ? [[named(name), words.number(value)]] : [],
  );
  return (
    <>
      <Rows isNarrow rows={rows} />
      {entries.map(
        ([name, value]) =>
          typeof value === "object" && (
            <section key={name} class="part">
              <h3>{named(name)}</h3>
              <LimitList limits={value} />
            </section>
          ),
      )}
    </>
  );
}

function CalibrationTable({ calibration }: { calibration: Calibration }) {
  const { text, number, percent } = useWords();
  const { detector, model, data } = calibration;
  const counts = { genuine: number(calibration.genuine), impostor: number(calibration.impostor) };
  return (
    <details>
      <summary>{text("system.calibration_of", { detector, model, data, ...counts })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{text("system.far")}</th>
            <th scope="col">{text("compare.threshold")}</th>
            <th scope="col">{text("system.tar")}</th>
          </tr>
        </thead>
        <tbody>
          {calibration.points.map((point) => (
            <tr key={point.far}>
              <td>{text("compare.far.1_in", { count: number(1 / point.far) })}</td>
              <td>{number(point.threshold, 3)}</td>
              <td>{percent(point.tar, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function SystemPage() {
  const { text } = useWords();
  const { info } = useSession();
  return (
    <>
      <h1>{text("page.system")}</h1>
      <p class="lead">{text("system.lead")}</p>
      <h2>{text("system.live")}</h2>
      <LiveCharts />
      <h2>{text("system.models")}</h2>
      <ModelTable />
      {info && (
        <>
          <h2>{text("system.limits")}</h2>
          <LimitList limits={info.limits} />
          <h2>{text("system.calibration")}</h2>
          {info.calibration.map((each) => (
            <CalibrationTable key={`${each.detector} ${each.model}`} calibration={each} />
          ))}
        </>
      )}
    </>
  );
}
