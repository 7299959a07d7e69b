// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import type { AnalysisOptions } from "../api/client";
import { isClip } from "../api/clips";
import { useSession } from "../api/session";
import type { Face } from "../api/types";
import { type AnalysedPicture, useAnalysedPictures } from "../parts/analysed";
import { ClipCard } from "../parts/clip_card";
import { type ChosenFace, ComparePanel } from "../parts/compare_panel";
import { DropZone } from "../parts/drop_zone";
import { ModelChoice } from "../parts/model_choice";
import { PictureCard } from "../parts/picture_card";
import { useWords } from "../words";

const kAccept = "image/*,video/*,.heic,.heif,.avif,.tif,.tiff,.pgm,.ppm,.pbm,.pnm";

function chosenOf(picture: AnalysedPicture, face: Face, number: number): ChosenFace[] {
  const networks = picture.analysis ?? picture.clip;
  if (!networks) return [];
  const { detector, model } = networks;
  return [{ face, number, name: picture.file.name, detector, model }];
}

/** At most two faces; a third takes the place of the first. Faces of pictures that go, go too. */
function useChoice(pictures: AnalysedPicture[]) {
  const [chosen, setChosen] = useState<ChosenFace[]>([]);
  const isUntouched = useRef(true); // No state: an effect that runs late must know it, too.
  const all = pictures.flatMap((picture) =>
    picture.faces.flatMap(({ face, number }) => chosenOf(picture, face, number)),
  );
  const faces = all.map(({ face }) => face);
  useEffect(() => {
    // The first two are compared without being asked for: that is what most have come for.
    if (isUntouched.current) return setChosen(all.slice(0, 2));
    setChosen((old) => old.filter(({ face }) => faces.includes(face)));
  }, [pictures]);
  return {
    chosen,
    isChosen: (face: Face) => chosen.some((each) => each.face === face),
    choose(picture: AnalysedPicture, face: Face, number: number) {
      isUntouched.current = false;
      setChosen((old) => {
        if (old.some((each) => each.face === face)) return old.filter((each) => each.face !== face);
        return [...old, ...chosenOf(picture, face, number)].slice(-2);
      });
    },
    clear() {
      isUntouched.current = false;
      setChosen([]);
    },
  };
}

export function TryPage() {
  const { text, number } = useWords();
  const { info } = useSession();
  const [options, setOptions] = useState<AnalysisOptions>({});
  const { pictures, add, remove, clear, retry, askAgain } = useAnalysedPictures(options);
  const choice = useChoice(pictures);
  const megabytes = number(Number(info?.limits.picture_bytes ?? 0) / 1024 / 1024);
  return (
    <>
      <h1>{text("page.try")}</h1>
      <p class="lead">{text("try.lead")}</p>
      <DropZone accept={kAccept} lead={text("try.drop")} label={text("clip.choose")} onFiles={add}>
        {info && <p class="small">{text("try.drop_hint", { megabytes })}</p>}
      </DropZone>
      <div class="bar">
        <ModelChoice
          options={options}
          onChange={(changed) => {
            setOptions(changed);
            askAgain();
          }}
        />
        {pictures.length > 0 && (
          <button type="button" onClick={clear}>
            {text("try.clear")}
          </button>
        )}
      </div>
      {pictures.length === 0 && (
        <p>
          <a href="#/enrol">{text("try.to_enrol")}</a>
        </p>
      )}
      {pictures.length > 0 && (
        <div class="columns">
          <div class="pictures">
            {pictures.map((picture) => {
              const Card = isClip(picture.file) ? ClipCard : PictureCard;
              return (
                <Card
                  key={picture.id}
                  picture={picture}
                  isChosen={choice.isChosen}
                  onChoose={(face, position) => choice.choose(picture, face, position)}
                  onRemove={() => remove(picture.id)}
                  onRetry={() => retry(picture.id)}
                />
              );
            })}
          </div>
          <ComparePanel chosen={choice.chosen} onClear={choice.clear} />
        </div>
      )}
    </>
  );
}
