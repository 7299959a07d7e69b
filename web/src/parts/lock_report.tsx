// SPDX-License-Identifier: Apache-2.0
import type { LockRate, LockReport } from "../api/reports";
import { useWords, type Words } from "../words";

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
      <dl class="rows narrow">
        <div>
          <dt>{text("accuracy.far")}</dt>
          <dd>{rateText(words, report.far)}</dd>
        </div>
        <div>
          <dt>{text("accuracy.frr")}</dt>
          <dd>{rateText(words, report.frr)}</dd>
        </div>
      </dl>
    </article>
  );
}
