// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { useSession } from "../api/session";
import { FailureNote } from "../parts/failure_note";
import { useWords } from "../words";

export function LoginPage() {
  const { text } = useWords();
  const { signIn } = useSession();
  const [key, setKey] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    setFailure(null);
    signIn(key.trim()).catch((error) => setFailure(asFailure(error)));
  };
  return (
    <div class="narrow">
      <h1>{text("login.title")}</h1>
      <p class="lead">{text("login.lead")}</p>
      <form class="card" onSubmit={submit}>
        <label class="field">
          {text("login.key")}
          <input
            type="password"
            autocomplete="off"
            required
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        {failure?.code === "unauthenticated" && (
          <p class="note bad" role="alert">
            {text("login.wrong")}
          </p>
        )}
        {failure && failure.code !== "unauthenticated" && <FailureNote failure={failure} />}
        <button type="submit" class="primary">
          {text("login.submit")}
        </button>
        <p class="small">{text("login.memory")}</p>
      </form>
      <p>{text("login.make")}</p>
      <pre>facelatch keys create --scope all --label console</pre>
      <p class="small">{text("login.scopes")}</p>
    </div>
  );
}
