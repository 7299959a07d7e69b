# SPDX-License-Identifier: Apache-2.0
"""The console in a browser, as a reader uses it."""

import pathlib

from service import ROOT

TIMEOUT = 20_000  # Milliseconds; a test fails sooner than it hangs.

# Chromium reports what the Content Security Policy forbade to the page itself.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""

# Files come into a page by an input alone; from there they are dropped as from a file manager.
INPUT = """() => {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  return input;
}"""
DROP = """(input) => {
  const dataTransfer = new DataTransfer();
  for (const file of input.files) dataTransfer.items.add(file);
  const options = { dataTransfer, bubbles: true, cancelable: true };
  document.querySelector(".drop").dispatchEvent(new DragEvent("drop", options));
}"""

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Swagger UI, which the frame of the page API shows, is not ours.
CHECK = """async (rules) => {
  const result = await axe.run({ exclude: [["iframe"]] }, { runOnly: rules, iframes: false });
  return result.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
}"""


class Console:
    """One fresh context of a browser with the console in it."""

    def __init__(self, browser, url: str, path: str = "", script: str = "", **context):
        self.url = url
        self.context = browser.new_context(**{"locale": "en-US", **context})
        self.page = self.context.new_page()
        self.page.set_default_timeout(TIMEOUT)
        self.page.add_init_script(WATCH + script)
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
        self.page.wait_for_selector(".drop")
        chosen = self.page.evaluate_handle(INPUT).as_element()
        chosen.set_input_files(paths)
        chosen.evaluate(DROP)

    def text(self) -> str:
        return self.page.inner_text("main")

    def check_that_nothing_was_refused(self):
        """No script failed, nothing was against the policy, and nothing was asked of anybody else."""
        assert self.errors == []
        assert self.page.evaluate("window.violations") == []
        own = (self.url, f"blob:{self.url}", "data:")
        assert [each for each in self.requested if not each.startswith(own)] == []


def faults(console: Console) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it is."""
    console.page.evaluate(AXE.read_text())
    return console.page.evaluate(CHECK, RULES)
