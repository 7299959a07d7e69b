// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { useSession } from "./api/session";
import { pages } from "./pages";
import { LoginPage } from "./pages/login_page";
import { languages, useWords } from "./words";

/** The path behind the # of the address. */
function usePath(): string {
  const read = () => location.hash.replace(/^#\/?/, "");
  const [path, setPath] = useState(read);
  useEffect(() => {
    const change = () => setPath(read());
    window.addEventListener("hashchange", change);
    return () => window.removeEventListener("hashchange", change);
  }, []);
  return path.split("?")[0] || pages[0].path;
}

export interface Settings {
  language: string;
  theme: string;
  setLanguage(code: string): void;
  setTheme(theme: string): void;
}

function SettingsFields({ settings }: { settings: Settings }) {
  const { text } = useWords();
  return (
    <div class="settings">
      <label class="field">
        {text("app.language")}
        <select
          value={settings.language}
          onChange={(event) => settings.setLanguage(event.currentTarget.value)}
        >
          {languages.map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {text("app.theme")}
        <select
          value={settings.theme}
          onChange={(event) => settings.setTheme(event.currentTarget.value)}
        >
          <option value="system">{text("app.theme.system")}</option>
          <option value="light">{text("app.theme.light")}</option>
          <option value="dark">{text("app.theme.dark")}</option>
        </select>
      </label>
    </div>
  );
}

function Standing() {
  const { text } = useWords();
  const { access, info, isReady, signOut } = useSession();
  return (
    <div class="standing small">
      {info && (
        <p>
          {info.name} {info.version}
        </p>
      )}
      {access === "open" && <p>{text("app.open")}</p>}
      {access === "locked" && <p>{text("app.locked")}</p>}
      {access === "signed_in" && (
        <p>
          {text("app.signed_in")}{" "}
          <button type="button" class="quiet" onClick={signOut}>
            {text("app.sign_out")}
          </button>
        </p>
      )}
      {!isReady && access !== "lost" && <p role="status">{text("app.loading")}</p>}
    </div>
  );
}

function Navigation({ path, onFollow }: { path: string; onFollow(): void }) {
  const { text } = useWords();
  return (
    <nav aria-label={text("app.pages")}>
      <ul>
        {pages.map((page) => (
          <li key={page.path}>
            <a
              href={`#/${page.path}`}
              aria-current={page.path === path ? "page" : undefined}
              onClick={onFollow}
            >
              {text(page.title)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Content({ path }: { path: string }) {
  const { text } = useWords();
  const { access, ask } = useSession();
  const page = pages.find((each) => each.path === path);
  if (access === "asking") return null;
  if (access === "locked") return <LoginPage />;
  if (access === "lost") {
    return (
      <div class="note bad" role="alert">
        <p>{text("error.no_server")}</p>
        <button type="button" onClick={ask}>
          {text("try.retry")}
        </button>
      </div>
    );
  }
  return page ? <page.Content /> : <p class="note">{text("app.unknown_page")}</p>;
}

/** Head, navigation and the page that the address names. */
export function Shell({ settings }: { settings: Settings }) {
  const { text } = useWords();
  const path = usePath();
  const [isOpen, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const title = pages.find((each) => each.path === path)?.title;
  useEffect(() => {
    document.title = title ? `${text(title)} – facelatch` : text("app.title");
  }, [title, text]);
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {text("app.skip")}
      </button>
      <header class="side">
        <div class="brand">
          <img src="/console/icon.svg" alt="" width="28" height="28" />
          <span>facelatch</span>
          <button
            type="button"
            class="menu"
            aria-expanded={isOpen}
            aria-controls="side-rest"
            onClick={() => setOpen(!isOpen)}
          >
            {text("app.menu")}
          </button>
        </div>
        <div id="side-rest" class={isOpen ? "side-rest open" : "side-rest"}>
          <Navigation path={path} onFollow={() => setOpen(false)} />
          <Standing />
          <SettingsFields settings={settings} />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Content path={path} />
      </main>
    </div>
  );
}
