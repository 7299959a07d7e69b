# SPDX-License-Identifier: Apache-2.0
"""A person before the camera who reads the page and does what it asks: frames of a clip, chosen by
the words that are shown, in the place of what the browser's camera sees."""

import base64
import functools
import json
from collections.abc import Callable

import PIL.Image
from clips import ACTOR, jpeg, refilmed

# What each movement is called on the page.
ASKED = {
    "turn_left": "Turn your head to your left",
    "turn_right": "Turn your head to your right",
    "blink": "Close both eyes",
}

# Looks ahead, forth and back, until the page asks for a movement that it has not asked for yet; then
# moves, and looks ahead again. The page is all that it knows.
SCRIPT = """(({ ahead, parts, asked }) => {
  const due = () => {
    const advice = document.querySelector(".advice")?.textContent ?? "";
    const done = document.querySelectorAll(".steps .done").length;
    const name = Object.keys(asked).find((each) => advice.startsWith(asked[each]));
    return name ? { name, step: `${done} ${name}` } : null;
  };
  const act = async () => {
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const all = (texts) => Promise.all(
      texts.map((text) => createImageBitmap(new Blob([bytes(text)], { type: "image/jpeg" }))));
    const calm = await all(ahead);
    const moves = {};
    for (const name in parts) moves[name] = await all(parts[name]);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [calm[0].width, calm[0].height];
    const place = canvas.getContext("2d");
    let [queue, step, count] = [[], "", 0];
    window.setInterval(() => {
      const next = due();
      if (next && queue.length === 0 && next.step !== step) {
        step = next.step;
        queue = [...moves[next.name], ...calm.slice(0, 3)];
      }
      const around = [...calm, ...calm.slice(1, -1).reverse()];
      place.drawImage(queue.shift() ?? around[count++ % around.length], 0, 0);
    }, 100);
    return canvas.captureStream(10);
  };
  navigator.mediaDevices.getUserMedia = act;
})(SHOTS);"""


def unchanged(shots: list[PIL.Image.Image]) -> list[PIL.Image.Image]:
    return shots


@functools.cache
def acting(change: Callable = unchanged, instead: tuple[tuple[str, str], ...] = ()) -> str:
    """The script of Ada, who does what the page asks; `change` alters what the camera sees of her,
    and `instead` names the movements that she makes in the place of others."""

    def encoded(shots):
        return [base64.b64encode(jpeg(shot)).decode() for shot in change(shots)]

    made = {name: dict(instead).get(name, name) for name in ASKED}
    calm = ACTOR.act([])
    parts = {name: encoded(ACTOR.act([move])[len(calm) : -3]) for name, move in made.items()}
    shots = {"ahead": encoded(calm), "parts": parts, "asked": ASKED}
    return SCRIPT.replace("SHOTS", json.dumps(shots))


def refilming() -> str:
    """Ada on the screen of a phone, whose holder plays what is asked."""
    return acting(refilmed)


def replaying() -> str:
    """A recording of Ada's answer to another challenge."""
    return acting(instead=(("turn_left", "blink"), ("turn_right", "turn_left"), ("blink", "turn_right")))
