// SPDX-License-Identifier: Apache-2.0
import { useId, useMemo, useState } from "preact/hooks";
import {
  type Count,
  coarse,
  falseAccepts,
  falseRejects,
  type Histogram,
  intervalOf,
  rocOf,
  type VerificationReport,
} from "../api/reports";
import { useWords, type Words } from "../words";
import { LineChart } from "./line_chart";
import { RocChart } from "./roc_chart";

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

/** "1.20% (0.40–3.4%) of 500". */
export function countText(words: Words, count: Count): string {
  if (count.all === 0) return "–";
  const [low, high] = intervalOf(count);
  return words.text("accuracy.interval", {
    part: words.percent(count.wrong / count.all, 2),
    low: words.percent(low, 2),
    high: words.percent(high, 2),
    all: words.number(count.all),
  });
}

/** What both rates are, of all and of each group, at a threshold that the reader moves. */
function Rates(properties: {
  report: VerificationReport;
  threshold: number;
  onThreshold(threshold: number): void;
}) {
  const words = useWords();
  const { text, number } = words;
  const { report, threshold, onThreshold } = properties;
  const { histogram, groups } = report;
  const title = useId();
  const rows = [{ group: text("accuracy.all"), histogram }, ...groups];
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
          onInput={(event) => onThreshold(Number(event.currentTarget.value))}
        />
      </label>
      <h4 id={title}>{text("accuracy.rates")}</h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reached by the keyboard. */}
      <section class="scroll" tabIndex={0} aria-labelledby={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text("accuracy.group")}</th>
              <th scope="col">{text("accuracy.far")}</th>
              <th scope="col">{text("accuracy.frr")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.group}>
                <th scope="row">{row.group}</th>
                <td>{countText(words, falseAccepts(row.histogram, threshold))}</td>
                <td>{countText(words, falseRejects(row.histogram, threshold))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="small">{text("accuracy.interval_hint")}</p>
    </>
  );
}

export function VerificationPart({ report }: { report: VerificationReport }) {
  const { text, number, percent } = useWords();
  const { histogram, detector, model } = report;
  const [threshold, setThreshold] = useState(report.threshold);
  const shown = useMemo(() => coarse(histogram), [histogram]);
  const x = useMemo(() => binCentres(shown), [shown]);
  const points = useMemo(() => rocOf(histogram), [histogram]);
  const lines = useMemo(
    () => [
      {
        label: text("accuracy.strangers"),
        values: shares(shown.impostor),
        color: "--bad",
      },
      {
        label: text("accuracy.one_person"),
        values: shares(shown.genuine),
        color: "--good",
      },
    ],
    [shown, text],
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
      <Rates report={report} threshold={threshold} onThreshold={setThreshold} />
      <div class="charts">
        <LineChart
          title={text("accuracy.histogram")}
          note={text("accuracy.mark")}
          mark={threshold}
          x={x}
          lines={lines}
          hasNewest={false}
          height={240}
        />
        {points.length > 1 && <RocChart points={points} />}
      </div>
    </article>
  );
}
