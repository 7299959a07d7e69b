// SPDX-License-Identifier: Apache-2.0
import { useWords, type Words } from "../words";
import { FaceCard } from "./face_card";
import { FileCard, type FileCardProperties } from "./file_card";
import { PictureView } from "./picture_view";

function count(words: Words, faces: number): string {
  if (faces === 0) return words.text("try.faces.none");
  return faces === 1
    ? words.text("try.faces.one")
    : words.text("try.faces.many", { count: words.number(faces) });
}

export function PictureCard({
  picture,
  isChosen,
  onChoose,
  onRemove,
  onRetry,
}: FileCardProperties) {
  const words = useWords();
  const { file, analysis, failure } = picture;
  const faces = analysis?.faces ?? [];
  const spent = Object.values(analysis?.times_ms ?? {}).reduce((sum, each) => sum + each, 0);
  return (
    <FileCard
      picture={picture}
      found={analysis && count(words, faces.length)}
      working={words.text("try.working")}
      view={
        <PictureView
          file={file}
          analysis={analysis}
          isRefused={failure !== null}
          isChosen={isChosen}
        />
      }
      onRemove={onRemove}
      onRetry={onRetry}
    >
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
            name={file.name}
            chosen={isChosen(face)}
            onChoose={() => onChoose(face, index + 1)}
          />
        ))}
      </ul>
    </FileCard>
  );
}
