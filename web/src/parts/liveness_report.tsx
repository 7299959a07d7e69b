// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { LivenessReport, Presentation } from "../api/reports";
import { useWords } from "../words";
import { countText } from "./verification_report";

/** Living ones first, then each kind of attack. */
function groups(presentations: Presentation[]): [string, Presentation[]][] {
  const living = presentations.filter((each) => each.live);
  const attacks = Map.groupBy(
    presentations.filter((each) => !each.live),
    (each) => each.kind,
  );
  const sorted = [...attacks].sort(([a], [b]) => a.localeCompare(b));
  return living.length > 0 ? [["", living], ...sorted] : sorted;
}

/** How many of each kind a threshold judges wrongly. */
export function LivenessPart({ report }: { report: LivenessReport }) {
  const words = useWords();
  const { text, number } = words;
  const [threshold, setThreshold] = useState(0);
  const judged = report.presentations.filter((each) => each.frames !== 0);
  const isLive = (each: Presentation) => each.log_odds >= threshold && !each.pattern;
  const isWrong = (each: Presentation) => isLive(each) !== each.live;
  return (
    <article class="report">
      <h3>{report.name}</h3>
      <p>{text("accuracy.liveness", { count: number(judged.length) })}</p>
      <label class="field">
        {text("accuracy.log_odds")} {number(threshold, 1)}
        <input
          type="range"
          min={-10}
          max={10}
          step={0.1}
          value={threshold}
          aria-valuetext={number(threshold, 1)}
          onInput={(event) => setThreshold(Number(event.currentTarget.value))}
        />
      </label>
      <table>
        <thead>
          <tr>
            <th scope="col">{text("accuracy.kind")}</th>
            <th scope="col">{text("accuracy.wrong")}</th>
          </tr>
        </thead>
        <tbody>
          {groups(judged).map(([kind, all]) => {
            const wrong = all.filter(isWrong).length;
            return (
              <tr key={kind}>
                <th scope="row">{kind || text("accuracy.living")}</th>
                <td>{countText(words, { wrong, all: all.length })}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </article>
  );
}
