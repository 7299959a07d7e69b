// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { useSession } from "../api/session";
import type { Comparison, Face } from "../api/types";
import { useWords, type Word } from "../words";
import { Crop } from "./face_card";
import { FailureNote } from "./failure_note";
import { Rows } from "./rows";
import { SimilarityScale } from "./similarity_scale";

/** A face that was chosen, and where it comes from. */
export interface ChosenFace {
  face: Face;
  number: number;
  name: string;
  detector: string;
  model: string;
}

const kRates = [0.01, 0.001, 0.0001, 0.00002];

function verdictOf(comparison: Comparison): [Word, string] {
  if (comparison.same_person === null) return ["compare.unknown", "warn"];
  return comparison.same_person ? ["compare.same", "good"] : ["compare.different", "bad"];
}

function Verdict({ comparison }: { comparison: Comparison }) {
  const { text, number, percent } = useWords();
  const [word, kind] = verdictOf(comparison);
  const { threshold, false_accept_rate: strangers, true_accept_rate: genuine } = comparison;
  const thresholdRow = (value: number): [string, string] => [
    text("compare.threshold"),
    number(value, 3),
  ];
  return (
    <div aria-live="polite">
      <p class={`verdict ${kind}`}>{text(word)}</p>
      <SimilarityScale comparison={comparison} />
      <Rows
        rows={[
          [text("compare.similarity"), number(comparison.similarity, 3)],
          ...(threshold === null ? [] : [thresholdRow(threshold)]),
        ]}
      />
      <p class="small">
        {threshold === null || !strangers || genuine === null
          ? text("compare.unmeasured")
          : text("compare.meaning", {
              strangers: number(1 / strangers),
              genuine: percent(genuine, 1),
            })}
      </p>
    </div>
  );
}

function useComparison(chosen: readonly ChosenFace[], far: number) {
  const { client } = useSession();
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [first, second] = chosen;
  useEffect(() => {
    setComparison(null);
    setFailure(null);
    if (!first || !second) return;
    let isWanted = true;
    client.compare(first.face, second.face, first.detector, first.model, far).then(
      (answer) => isWanted && setComparison(answer),
      (error) => isWanted && setFailure(asFailure(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [client, first, second, far]);
  return { comparison, failure };
}

/** How alike two chosen faces are, and what that means. */
export function ComparePanel({ chosen, onClear }: { chosen: ChosenFace[]; onClear(): void }) {
  const { text, number } = useWords();
  const [far, setFar] = useState(0.001);
  const { comparison, failure } = useComparison(chosen, far);
  return (
    <section class="card compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{text("compare.title")}</h2>
      {chosen.length < 2 && <p>{text(chosen.length === 0 ? "compare.empty" : "compare.one")}</p>}
      <ul class="pair">
        {chosen.map(({ face, number: position, name }) => (
          <li key={face.embedding}>
            <Crop face={face} alt={text("try.face_of", { number: position, name })} />
          </li>
        ))}
      </ul>
      {chosen.length === 2 && !comparison && !failure && <p>{text("compare.working")}</p>}
      {failure && <FailureNote failure={failure} />}
      {comparison && <Verdict comparison={comparison} />}
      <label class="field">
        {text("compare.far")}
        <select value={far} onChange={(event) => setFar(Number(event.currentTarget.value))}>
          {kRates.map((rate) => (
            <option key={rate} value={rate}>
              {text("compare.far.1_in", { count: number(1 / rate) })}
            </option>
          ))}
        </select>
      </label>
      {chosen.length > 0 && (
        <button type="button" onClick={onClear}>
          {text("compare.clear")}
        </button>
      )}
    </section>
  );
}
