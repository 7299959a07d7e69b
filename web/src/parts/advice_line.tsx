// SPDX-License-Identifier: Apache-2.0
import type { Advice } from "../api/frame_stream";
import { useWords } from "../words";
import { named } from "./reason_list";

/** What to do next, in large letters. */
export function AdviceLine({ advice }: { advice: Advice | null }) {
  const words = useWords();
  const text = () => {
    if (!advice) return words.text("camera.starting");
    if (advice.advice === "do_action" && advice.action) {
      return named(words, "unlock", advice.action, advice.sentence);
    }
    return named(words, "camera.advice", advice.advice, advice.sentence);
  };
  return (
    <p class="advice" role="status">
      {text()}
    </p>
  );
}
