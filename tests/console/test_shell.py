# SPDX-License-Identifier: Apache-2.0
"""The page around the pages: who gets it, languages, colours, keys, a lost server, other sites."""

import http.server
import re
import threading

import pytest
import requests
from playwright.sync_api import expect

from console import Console
from service import ROOT, running

LANGUAGES = {
    "en": "Try it",
    "zh": "试一试",
    "es": "Probar",
    "de": "Ausprobieren",
    "fr": "Essayer",
}


def test_programs_get_the_welcome_and_people_the_page(server):
    welcome = server.get("/")
    assert welcome.headers["Content-Type"].startswith("text/plain")
    assert welcome.text.startswith("Welcome to facelatch")
    assert welcome.headers["Vary"] == "Accept"
    page = server.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["Content-Type"].startswith("text/html")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert re.search(r"<script(?![^>]* src=)", page.text) is None


def test_the_script_is_small(server):
    assert len(server.get("/console/console.js").content) < 250_000


def test_the_standing_is_said(console):
    expect(console.page.get_by_text("No key is needed")).to_be_visible()
    assert console.page.title() == "Try it – facelatch"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_chooses_the_language(browser, server, language):
    with Console(browser, server.url, locale=language) as console:
        expect(console.page.get_by_role("heading", level=1)).to_have_text(LANGUAGES[language])
        assert console.page.get_attribute("html", "lang") == language


def test_the_reader_chooses_language_and_colours_for_good(console):
    page = console.page
    page.get_by_label("Language").select_option("de")
    page.get_by_label("Farben").select_option("dark")
    body = page.locator("body")
    expect(body).to_have_css("background-color", "rgb(17, 19, 26)")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ausprobieren")
    expect(body).to_have_css("background-color", "rgb(17, 19, 26)")
    page.get_by_label("Farben").select_option("light")
    expect(body).to_have_css("background-color", "rgb(244, 245, 250)")


def test_every_error_of_the_api_has_words():
    names = re.findall(r'"([a-z_]+)", \d{3}', (ROOT / "src/base/error.cpp").read_text())
    assert len(names) == 17
    words = (ROOT / "web/src/words/en.ts").read_text()
    assert [name for name in names if f'"error.{name}"' not in words] == []


def test_every_advice_before_a_camera_has_words():
    source = (ROOT / "src/recognition/advice.cpp").read_text()
    names = re.findall(r'^    {"([a-z_]+)", "', source, re.MULTILINE)
    assert len(names) == 11
    words = (ROOT / "web/src/words/en.ts").read_text()
    missing = [name for name in names if f'"camera.advice.{name}"' not in words]
    assert missing == ["do_action"], "which is told as the movement itself"


def test_a_server_with_keys_asks_for_one(browser, locked):
    url, key, _ = locked
    with Console(browser, url) as console:
        page = console.page
        page.get_by_label("API key").fill("not-a-key")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("does not know this key")
        page.get_by_label("API key").fill(key)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Try it")
        assert key not in page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("API key")).to_be_visible()
        console.check_that_nothing_was_refused()


def test_a_lost_server_is_said_and_found_again(browser):
    with running() as server:
        server.wait_until_ready()
        with Console(browser, server.url) as console:
            page = console.page
            expect(page.locator(".drop")).to_be_visible()
            page.set_input_files("input[type=file]", ROOT / "README.md")
            expect(page.get_by_role("alert")).to_contain_text("no picture")
            again = page.get_by_role("button", name="Try again")
            expect(again).to_have_count(0)  # It would change nothing.
            assert server.stop() == 0
            page.set_input_files("input[type=file]", ROOT / "README.md")
            expect(page.get_by_role("alert").last).to_contain_text("Start it with ./run")
            again.click()
            expect(page.get_by_role("alert").last).to_contain_text("Start it with ./run")


PAGE = """<!DOCTYPE html><title>evil</title><script>
fetch("{url}/v1/detect", {{ method: "POST", mode: "no-cors", body: new FormData() }})
  .then(() => {{ document.title = "sent"; }});
</script>"""


def test_pages_of_other_sites_change_nothing(browser, server):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE.format(url=server.url).encode())

        def log_message(self, *_):
            pass

    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    page = browser.new_page()
    statuses = []
    page.on("response", lambda answer: statuses.append((answer.url, answer.status)))
    page.goto(f"http://localhost:{other.server_address[1]}/")
    page.wait_for_function("document.title === 'sent'")
    assert (server.url + "/v1/detect", 403) in statuses
    page.close()
    other.shutdown()
    other.server_close()
    # What the browser cannot have done for the other page, a program may do.
    assert requests.post(server.url + "/v1/detect", timeout=10).status_code == 400
