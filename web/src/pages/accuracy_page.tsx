// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { parseReport, type Report } from "../api/reports";
import { useSession } from "../api/session";
import type { Calibration } from "../api/types";
import { DropZone } from "../parts/drop_zone";
import { ReportPart } from "../parts/report_part";
import { RocChart } from "../parts/roc_chart";
import { Rows } from "../parts/rows";
import { ServerReports } from "../parts/server_reports";
import { useWords } from "../words";

const kMaxBytes = 64 * 1024 * 1024; // Of a report; more is no report of ours.

function Curve({ calibration }: { calibration: Calibration }) {
  const { text, number, percent } = useWords();
  const points = useMemo(
    () => [...calibration.points].sort((a, b) => a.far - b.far),
    [calibration],
  );
  const [place, setPlace] = useState(Math.floor(points.length / 2));
  const point = points[Math.min(place, points.length - 1)];
  if (!point) return null;
  return (
    <>
      <RocChart points={points} />
      <label class="field">
        {text("system.far")}: {text("compare.far.1_in", { count: number(1 / point.far) })}
        <input
          type="range"
          min={0}
          max={points.length - 1}
          value={place}
          aria-valuetext={text("compare.far.1_in", { count: number(1 / point.far) })}
          onInput={(event) => setPlace(Number(event.currentTarget.value))}
        />
      </label>
      <Rows
        isNarrow
        isLive
        rows={[
          [text("compare.threshold"), number(point.threshold, 3)],
          [text("accuracy.frr"), percent(1 - point.tar, 2)],
        ]}
      />
    </>
  );
}

/** What was measured for the networks that this server uses unless told otherwise; else the first. */
function useDefault(entries: Calibration[]): number {
  const { client, isReady } = useSession();
  const [index, setIndex] = useState(0);
  useEffect(() => {
    if (!isReady) return;
    client.models().then(
      ({ detectors, models }) => {
        const found = entries.findIndex(
          (each) => each.detector === detectors[0]?.id && each.model === models[0]?.id,
        );
        setIndex(Math.max(0, found));
      },
      () => undefined, // The first is as good as any other.
    );
  }, [client, isReady, entries]);
  return index;
}

function Measured({ entries }: { entries: Calibration[] }) {
  const { text } = useWords();
  const usual = useDefault(entries);
  const [wanted, setWanted] = useState<number | null>(null);
  const chosen = wanted ?? usual;
  const calibration = entries[chosen];
  if (!calibration) return null;
  return (
    <section class="report">
      <h2>{text("accuracy.measured")}</h2>
      <label class="field">
        {text("accuracy.which")}
        <select value={chosen} onChange={(event) => setWanted(Number(event.currentTarget.value))}>
          {entries.map(({ detector, model }, index) => (
            <option key={`${detector} ${model}`} value={index}>
              {detector} + {model}
            </option>
          ))}
        </select>
      </label>
      <Curve key={chosen} calibration={calibration} />
    </section>
  );
}

export function AccuracyPage() {
  const { text } = useWords();
  const { info } = useSession();
  const [reports, setReports] = useState<Report[]>([]);
  const [refused, setRefused] = useState<string[]>([]);
  const add = useCallback(async (files: File[]) => {
    for (const file of files) {
      const report = file.size <= kMaxBytes ? parseReport(file.name, await file.text()) : null;
      if (report) setReports((old) => [...old, report]);
      setRefused((old) =>
        report ? old.filter((name) => name !== file.name) : [...old, file.name],
      );
    }
  }, []);
  return (
    <>
      <h1>{text("page.accuracy")}</h1>
      <p class="lead">{text("accuracy.lead")}</p>
      <ServerReports />
      {info && <Measured entries={info.calibration} />}
      <h2>{text("accuracy.files")}</h2>
      <DropZone
        accept=".json,application/json"
        lead={text("accuracy.drop")}
        label={text("accuracy.choose")}
        onFiles={add}
      />
      {refused.map((name) => (
        <p key={name} class="note bad" role="alert">
          {text("accuracy.not_ours", { name })}
        </p>
      ))}
      {reports.map((report, index) => (
        <ReportPart key={`${index} ${report.name}`} report={report} />
      ))}
    </>
  );
}
