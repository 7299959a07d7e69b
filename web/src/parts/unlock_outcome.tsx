// SPDX-License-Identifier: Apache-2.0
import type { Decision } from "../api/frame_stream";
import { claimsOf } from "../api/unlock";
import { useWords } from "../words";
import { named } from "./reason_list";

export function UnlockOutcome({ decision, onAgain }: { decision: Decision; onAgain(): void }) {
  const words = useWords();
  const { text } = words;
  return (
    <div class="card outcome">
      <p class={decision.accepted ? "verdict good" : "verdict bad"} role="status">
        {text(decision.accepted ? "unlock.accepted" : "unlock.denied")}
      </p>
      {!decision.accepted && <p>{named(words, "unlock", decision.reason, decision.sentence)}</p>}
      {decision.token && (
        <>
          <h2>{text("unlock.claims")}</h2>
          <pre>{JSON.stringify(claimsOf(decision.token), null, 2)}</pre>
          <h2>{text("unlock.token")}</h2>
          <pre>{decision.token}</pre>
        </>
      )}
      <button type="button" class={decision.accepted ? "" : "primary"} onClick={onAgain}>
        {text("unlock.again")}
      </button>
    </div>
  );
}
