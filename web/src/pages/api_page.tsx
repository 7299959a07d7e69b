// SPDX-License-Identifier: Apache-2.0
import { useRef, useState } from "preact/hooks";
import { useSession } from "../api/session";
import { useWords } from "../words";

/** The description of the API, which is a page of its own, and a key for its requests. */
export function ApiPage() {
  const { text } = useWords();
  const { client } = useSession();
  const frame = useRef<HTMLIFrameElement>(null);
  const [isUsed, setUsed] = useState(false);
  // The page of the frame is this server's own: nobody else gets the message.
  const hand = (key: string) => {
    if (!key) return;
    frame.current?.contentWindow?.postMessage({ facelatchKey: key }, location.origin);
    setUsed(true);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    hand(String(new FormData(event.currentTarget as HTMLFormElement).get("key") ?? "").trim());
  };
  return (
    <>
      <h1>{text("page.api")}</h1>
      <p class="lead">{text("api.lead")}</p>
      <form class="bar" onSubmit={submit}>
        <label class="field grow">
          {text("api.key")}
          <input name="key" type="password" autocomplete="off" required />
        </label>
        <button type="submit">{text("api.use")}</button>
      </form>
      {isUsed && (
        <p class="note good" role="status">
          {text("api.used")}
        </p>
      )}
      <iframe
        ref={frame}
        class="docs"
        src="/docs"
        title={text("api.frame")}
        onLoad={() => client.lend(hand)}
      />
    </>
  );
}
