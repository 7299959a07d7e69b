// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { SessionContext, useNewSession } from "./api/session";
import { usePreference } from "./preferences";
import { Shell } from "./shell";
import "./style/base.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/places.css";
import { browserLanguage, WordsContext, wordsOf } from "./words";

function App() {
  const [language, setLanguage] = usePreference("language", browserLanguage());
  const [theme, setTheme] = usePreference("theme", "system");
  const words = useMemo(() => wordsOf(language), [language]);
  const session = useNewSession();
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  }, [language, theme]);
  return (
    <WordsContext.Provider value={words}>
      <SessionContext.Provider value={session}>
        <Shell settings={{ language, theme, setLanguage, setTheme }} />
      </SessionContext.Provider>
    </WordsContext.Provider>
  );
}

const root = document.getElementById("app");
if (root) render(<App />, root);
