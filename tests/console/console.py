# SPDX-License-Identifier: Apache-2.0
"""The console in a browser, as a reader uses it."""

import base64
import mimetypes
import pathlib

TIMEOUT = 20_000  # Milliseconds; a test fails sooner than it hangs.

# Chromium reports what the Content Security Policy forbade to the page itself.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""

TRANSFER = """(files) => {
  const transfer = new DataTransfer();
  for (const [name, type, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  return transfer;
}"""


class Console:
    """One fresh context of a browser with the console in it."""

    def __init__(self, browser, url: str, path: str = "", **context):
        self.url = url
        self.context = browser.new_context(**{"locale": "en-US", **context})
        self.page = self.context.new_page()
        self.page.set_default_timeout(TIMEOUT)
        self.page.add_init_script(WATCH)
        self.requested: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(url + "/" + path)

    def __enter__(self) -> "Console":
        return self

    def __exit__(self, *_):
        self.context.close()

    def go(self, page: str):
        """To a page by its path, without loading anything anew."""
        self.page.evaluate("(hash) => { location.hash = hash }", f"#/{page}")

    def drop(self, paths: list[pathlib.Path]):
        """Drops files as from a file manager."""
        files = [
            (path.name, mimetypes.guess_type(path)[0] or "", base64.b64encode(path.read_bytes()).decode())
            for path in paths
        ]
        transfer = self.page.evaluate_handle(TRANSFER, files)
        self.page.dispatch_event(".drop", "drop", {"dataTransfer": transfer})

    def text(self) -> str:
        return self.page.inner_text("main")

    def check_that_nothing_was_refused(self):
        """No script failed, nothing was against the policy, and nothing was asked of anybody else."""
        assert self.errors == []
        assert self.page.evaluate("window.violations") == []
        own = (self.url, f"blob:{self.url}", "data:")
        assert [each for each in self.requested if not each.startswith(own)] == []
