// SPDX-License-Identifier: Apache-2.0
import type { Face } from "../api/types";
import { useWords, type Words } from "../words";
import type { AnalysedPicture } from "./analysed";
import { FaceCard } from "./face_card";
import { FailureNote } from "./failure_note";
import { PictureView } from "./picture_view";

function count(words: Words, faces: number): string {
  if (faces === 0) return words.text("try.faces.none");
  return faces === 1
    ? words.text("try.faces.one")
    : words.text("try.faces.many", { count: words.number(faces) });
}

interface Properties {
  picture: AnalysedPicture;
  isChosen(face: Face): boolean;
  onChoose(face: Face, number: number): void;
  onRemove(): void;
  onRetry(): void;
}

export function PictureCard({ picture, isChosen, onChoose, onRemove, onRetry }: Properties) {
  const words = useWords();
  const { file, analysis, failure } = picture;
  const faces = analysis?.faces ?? [];
  const name = file.name;
  const spent = Object.values(analysis?.times_ms ?? {}).reduce((sum, each) => sum + each, 0);
  return (
    <article class="card" aria-busy={!analysis && !failure}>
      <header>
        <h2>
          {analysis ? words.text("try.picture", { name, faces: count(words, faces.length) }) : name}
        </h2>
        <button
          type="button"
          class="quiet"
          aria-label={words.text("try.remove", { name })}
          onClick={onRemove}
        >
          ✕
        </button>
      </header>
      <PictureView file={file} analysis={analysis} isChosen={isChosen} />
      {!analysis && !failure && <p role="status">{words.text("try.working")}</p>}
      {failure && <FailureNote failure={failure} retry={onRetry} />}
      {analysis && (
        <p class="small">
          {words.text("try.times", {
            width: analysis.width,
            height: analysis.height,
            milliseconds: words.number(spent),
          })}
        </p>
      )}
      <ul class="faces">
        {faces.map((face, index) => (
          <FaceCard
            key={face.embedding}
            face={face}
            number={index + 1}
            name={name}
            chosen={isChosen(face)}
            onChoose={() => onChoose(face, index + 1)}
          />
        ))}
      </ul>
    </article>
  );
}
