// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from "preact/hooks";
import { type Histogram, partAbove, type VerificationReport } from "../api/reports";
import { useWords } from "../words";
import { LineChart } from "./line_chart";

function binCentres({ lowest, highest, genuine }: Histogram): number[] {
  const width = (highest - lowest) / genuine.length;
  return genuine.map((_, index) => lowest + (index + 0.5) * width);
}

/** In percent of all, so that few genuine and many strangers fit one chart. */
function shares(counts: number[]): number[] {
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  return counts.map((count) => (100 * count) / total);
}

/** What both rates are at a threshold that the reader moves. */
function Rates({ report }: { report: VerificationReport }) {
  const { text, number, percent } = useWords();
  const { histogram } = report;
  const [threshold, setThreshold] = useState(report.threshold);
  const far = partAbove(histogram, histogram.impostor, threshold);
  const frr = 1 - partAbove(histogram, histogram.genuine, threshold);
  return (
    <>
      <label class="field">
        {text("compare.threshold")} {number(threshold, 3)}
        <input
          type="range"
          min={histogram.lowest}
          max={histogram.highest}
          step={(histogram.highest - histogram.lowest) / histogram.genuine.length}
          value={threshold}
          aria-valuetext={number(threshold, 3)}
          onInput={(event) => setThreshold(Number(event.currentTarget.value))}
        />
      </label>
      <dl class="rows narrow" aria-live="polite">
        <div>
          <dt>{text("accuracy.far")}</dt>
          <dd>{percent(far, 3)}</dd>
        </div>
        <div>
          <dt>{text("accuracy.frr")}</dt>
          <dd>{percent(frr, 2)}</dd>
        </div>
      </dl>
    </>
  );
}

export function VerificationPart({ report }: { report: VerificationReport }) {
  const { text, number, percent } = useWords();
  const { histogram, detector, model } = report;
  const x = useMemo(() => binCentres(histogram), [histogram]);
  const lines = useMemo(
    () => [
      {
        label: text("accuracy.strangers"),
        values: shares(histogram.impostor),
        color: "--bad",
      },
      {
        label: text("accuracy.one_person"),
        values: shares(histogram.genuine),
        color: "--good",
      },
    ],
    [histogram, text],
  );
  return (
    <article class="report">
      <h3>{report.name}</h3>
      <p>
        {text("accuracy.facts", {
          detector,
          model,
          pairs: number(report.pairs),
          accuracy: percent(report.accuracy, 2),
          eer: percent(report.eer, 2),
          undetected: number(report.undetected),
        })}
      </p>
      <LineChart
        title={text("accuracy.histogram")}
        x={x}
        lines={lines}
        hasNewest={false}
        height={240}
      />
      <Rates report={report} />
    </article>
  );
}
