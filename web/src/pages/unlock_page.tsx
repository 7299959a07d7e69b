// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import type { Decision, Order } from "../api/frame_stream";
import { FailureNote } from "../parts/failure_note";
import { UnlockForm } from "../parts/unlock_form";
import { UnlockOutcome } from "../parts/unlock_outcome";
import { UnlockTry } from "../parts/unlock_try";
import { useWords } from "../words";

export function UnlockPage() {
  const { text } = useWords();
  const [order, setOrder] = useState<Order | null>(null);
  const [decision, setDecision] = useState<Decision | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const begin = (next: Order) => {
    setFailure(null);
    setDecision(null);
    setOrder(next);
  };
  const end = () => setOrder(null);
  return (
    <>
      <h1>{text("page.unlock")}</h1>
      <p class="lead">{text("unlock.lead")}</p>
      {failure && !order && <FailureNote failure={failure} />}
      {!order && <UnlockForm onWish={begin} />}
      {order && !decision && (
        <UnlockTry
          order={order}
          onDecision={setDecision}
          onCancel={end}
          onFailure={(problem) => {
            setFailure(problem);
            end();
          }}
        />
      )}
      {order && decision && <UnlockOutcome decision={decision} onAgain={end} />}
    </>
  );
}
