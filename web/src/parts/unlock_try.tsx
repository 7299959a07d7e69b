// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import type { Action, Advice, Decision, Order, StreamMessage } from "../api/frame_stream";
import { useWords } from "../words";
import { AdviceLine } from "./advice_line";
import { CameraView } from "./camera_view";
import { named } from "./reason_list";

/** The movements that are asked for, which were seen and which is due. */
function Steps({ actions, done }: { actions: Action[]; done: number }) {
  const words = useWords();
  const stateOf = (index: number) => (index < done ? "done" : index === done ? "due" : "");
  return (
    <ol class="steps">
      {actions.map(({ action, sentence }, index) => (
        <li key={index} class={stateOf(index)} aria-current={index === done ? "step" : undefined}>
          {index < done && (
            <span role="img" aria-label={words.text("unlock.seen")}>
              ✓{" "}
            </span>
          )}
          {named(words, "unlock", action, sentence)}
        </li>
      ))}
    </ol>
  );
}

interface Properties {
  order: Order;
  onDecision(decision: Decision): void;
  onFailure(failure: Failure): void;
  onCancel(): void;
}

/** One try before the camera: the server says what to do, and decides as soon as it has seen it. */
export function UnlockTry({ order, onDecision, onFailure, onCancel }: Properties) {
  const { text } = useWords();
  const [actions, setActions] = useState<Action[]>([]);
  const [advice, setAdvice] = useState<Advice | null>(null);
  const take = (message: StreamMessage) => {
    if (message.type === "challenge") setActions(message.actions);
    if (message.type === "advice") setAdvice(message);
    if (message.type === "decision") onDecision(message);
  };
  return (
    <>
      <CameraView order={order} onMessage={take} onFailure={onFailure}>
        <AdviceLine advice={advice} />
      </CameraView>
      <Steps actions={actions} done={advice?.done ?? 0} />
      <button type="button" onClick={onCancel}>
        {text("people.cancel")}
      </button>
    </>
  );
}
