// SPDX-License-Identifier: Apache-2.0
import type { LockRate, LockReport } from "../api/reports";
import { useWords, type Words } from "../words";
import { Rows } from "./rows";

function rateText(words: Words, rate: LockRate): string {
  return words.text("accuracy.interval", {
    part: words.percent(rate.rate, 3),
    low: words.percent(rate.low, 3),
    high: words.percent(rate.high, 3),
    all: words.number(rate.tries),
  });
}

/** What `eval lock` says of the comparison with enrolled people. */
export function LockPart({ report }: { report: LockReport }) {
  const words = useWords();
  const { text, number } = words;
  return (
    <article class="report">
      <h3>{report.name}</h3>
      <p>
        {text("accuracy.lock", {
          enrolled: number(report.enrolled),
          people: number(report.people),
          threshold: number(report.threshold, 3),
        })}
      </p>
      <Rows
        isNarrow
        rows={[
          [text("accuracy.far"), rateText(words, report.far)],
          [text("accuracy.frr"), rateText(words, report.frr)],
        ]}
      />
    </article>
  );
}
