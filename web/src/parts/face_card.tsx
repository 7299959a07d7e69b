// SPDX-License-Identifier: Apache-2.0
import type { Face, Quality } from "../api/types";
import { useWords, type Word } from "../words";
import { Rows } from "./rows";

// For advice alone: nothing is decided by these.
const kSmallPixels = 64;
const kBlurred = 60;
const kDark = 0.22;
const kBright = 0.82;
const kTurnedDegrees = 30;
const kGood = 0.5;

/** What would make a better picture. */
export function adviceOn(quality: Quality): Word[] {
  const advice: Word[] = [];
  if (quality.size < kSmallPixels) advice.push("try.advice.small");
  if (quality.sharpness < kBlurred) advice.push("try.advice.blurred");
  if (quality.brightness < kDark) advice.push("try.advice.dark");
  if (quality.brightness > kBright) advice.push("try.advice.bright");
  if (Math.max(Math.abs(quality.yaw), Math.abs(quality.pitch)) > kTurnedDegrees) {
    advice.push("try.advice.turned");
  }
  if (advice.length === 0 && quality.total >= kGood) advice.push("try.advice.good");
  return advice;
}

export function Crop({ face, alt }: { face: Face; alt: string }) {
  return face.crop ? (
    <img class="crop" src={`data:image/jpeg;base64,${face.crop}`} alt={alt} />
  ) : null;
}

function QualityList({ face }: { face: Face }) {
  const { text, number } = useWords();
  const quality = face.quality;
  const angles = {
    yaw: number(quality.yaw),
    pitch: number(quality.pitch),
    roll: number(quality.roll),
  };
  return (
    <Rows
      rows={[
        [text("try.score"), number(face.score, 2)],
        [text("try.size"), text("try.pixels", { count: number(quality.size) })],
        [text("try.sharpness"), number(quality.sharpness)],
        [text("try.brightness"), number(quality.brightness, 2)],
        [text("try.contrast"), number(quality.contrast, 2)],
        [text("try.turned"), text("try.angles", angles)],
      ]}
    />
  );
}

interface Properties {
  face: Face;
  number: number;
  name: string; ///< Of the picture.
  chosen: boolean;
  onChoose(): void;
}

/** One face of a picture: choose it for the comparison, and see how good it is. */
export function FaceCard({ face, number, name, chosen, onChoose }: Properties) {
  const { text, percent } = useWords();
  return (
    <li class={chosen ? "face chosen" : "face"}>
      <button
        type="button"
        class="face-pick"
        aria-pressed={chosen}
        aria-label={text("try.pick", { number, name })}
        onClick={onChoose}
      >
        <Crop face={face} alt="" />
      </button>
      <div class="face-facts">
        <strong>{text("try.face", { number })}</strong>
        <label>
          {text("try.quality")} {percent(face.quality.total)}
          <meter min={0} max={1} low={0.3} high={0.6} optimum={1} value={face.quality.total} />
        </label>
        {adviceOn(face.quality).map((word) => (
          <p class="small" key={word}>
            {text(word)}
          </p>
        ))}
        <details>
          <summary>{text("try.details")}</summary>
          <QualityList face={face} />
        </details>
      </div>
    </li>
  );
}
