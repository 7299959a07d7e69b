// SPDX-License-Identifier: Apache-2.0
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import { Client } from "./client";
import { asFailure } from "./failure";
import type { Info } from "./types";

/** Whether the server can be used, and by whom. */
export type Access = "asking" | "open" | "locked" | "signed_in" | "lost";

export interface Session {
  client: Client;
  access: Access;
  info: Info | null; ///< Null as long as the server has not said.
  isReady: boolean; ///< The models are loaded.
  /** Fails with the Failure that the server answers to the key. */
  signIn(key: string): Promise<void>;
  signOut(): void;
  /** Asks again, after the server was lost. */
  ask(): void;
}

const kAskAgain = 2000;

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("There is no session around this component.");
  return session;
}

/** A key without the scope `analyse` may not read /v1/info; only 401 says that it is no key. */
async function infoFor(client: Client): Promise<Info | null> {
  try {
    return await client.info();
  } catch (error) {
    if (asFailure(error).code === "denied") return null;
    throw error;
  }
}

/** Asks until the models are loaded. */
function useReadiness(access: Access, report: (isReady: boolean) => void): void {
  useEffect(() => {
    if (access === "asking" || access === "lost") return;
    let timer = 0;
    const ask = async () => {
      try {
        await new Client().send("/readyz");
        report(true);
      } catch {
        report(false);
        timer = window.setTimeout(ask, kAskAgain);
      }
    };
    void ask();
    return () => window.clearTimeout(timer);
  }, [access, report]);
}

export function useNewSession(): Session {
  const [client, setClient] = useState(() => new Client());
  const [access, setAccess] = useState<Access>("asking");
  const [info, setInfo] = useState<Info | null>(null);
  const [isReady, setReady] = useState(true);
  useReadiness(access, setReady);

  const ask = useCallback(() => {
    infoFor(client).then(
      (answer) => {
        setInfo(answer);
        setAccess(client.hasKey ? "signed_in" : "open");
      },
      (error) => setAccess(asFailure(error).code === "unauthenticated" ? "locked" : "lost"),
    );
  }, [client]);
  useEffect(ask, [ask]);
  useEffect(() => {
    if (access !== "lost") return;
    const timer = window.setInterval(ask, kAskAgain);
    return () => window.clearInterval(timer);
  }, [access, ask]);

  return {
    client,
    access,
    info,
    isReady,
    ask,
    async signIn(key) {
      const next = new Client(key);
      setInfo(await infoFor(next));
      setClient(next);
      setAccess("signed_in");
    },
    signOut() {
      setClient(new Client());
      setInfo(null);
      setAccess("asking");
    },
  };
}
