// SPDX-License-Identifier: Apache-2.0
import type { Comparison } from "../api/types";
import { useWords } from "../words";

// Strangers lie around 0 and two pictures of one person below 1; a cosine below this is rare.
const kLeast = -0.2;

/** Where a cosine lies on the scale, in percent of its width. */
function place(cosine: number): number {
  return Math.min(100, Math.max(0, ((cosine - kLeast) / (1 - kLeast)) * 100));
}

/** The similarity on a scale with the threshold, so that the number means something. */
export function SimilarityScale({ comparison }: { comparison: Comparison }) {
  const { text, number } = useWords();
  const similarity = number(comparison.similarity, 3);
  const threshold = comparison.threshold;
  const label =
    threshold === null
      ? text("compare.scale_plain", { similarity })
      : text("compare.scale", { similarity, threshold: number(threshold, 3) });
  const edge = threshold === null ? null : `${place(threshold)}%`;
  return (
    <div class="scale" role="img" aria-label={label}>
      <div class="scale-bar">
        {edge && <div class="scale-same" style={{ left: edge }} />}
        {edge && <div class="scale-threshold" style={{ left: edge }} />}
        <div class="scale-value" style={{ left: `${place(comparison.similarity)}%` }} />
      </div>
      <div class="scale-axis">
        <span>{text("compare.axis.different")}</span>
        <span>{text("compare.axis.same")}</span>
      </div>
    </div>
  );
}
