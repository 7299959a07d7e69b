// SPDX-License-Identifier: Apache-2.0
import type { Failure } from "../api/failure";
import { useWords } from "../words";

/** What went wrong, in the reader's language, and below it what the server said. */
export function FailureNote({
  failure,
  retry,
}: {
  failure: Failure;
  retry?: (() => void) | undefined;
}) {
  const { text } = useWords();
  return (
    <div class="note bad" role="alert">
      <p>
        {text(failure.word)}
        {failure.retryAfter !== null && ` ${text("error.wait", { seconds: failure.retryAfter })}`}
      </p>
      {failure.detail && (
        <p class="small">
          {text("error.server_said", { detail: failure.detail })}
          {failure.requestId && (
            <span class="mono">
              {" "}
              {text("error.request", { id: failure.requestId.slice(0, 8) })}
            </span>
          )}
        </p>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          {text("try.retry")}
        </button>
      )}
    </div>
  );
}
