// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { Analysis, Face } from "../api/types";
import { useWords } from "../words";

/** A URL of the file for as long as the component lives. */
export function useObjectUrl(file: Blob): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

function FaceMark({ face, number, chosen }: { face: Face; number: number; chosen: boolean }) {
  const { x, y, width, height } = face.box;
  const size = Math.max(width, height);
  return (
    <g class={chosen ? "mark chosen" : "mark"}>
      <rect x={x} y={y} width={width} height={height} rx={size * 0.04} />
      {face.landmarks.map(([px, py]) => (
        <circle key={`${px} ${py}`} cx={px} cy={py} r={size * 0.018} />
      ))}
      <text x={x + size * 0.04} y={y + size * 0.2} font-size={size * 0.18}>
        {number}
      </text>
    </g>
  );
}

interface Properties {
  file: File;
  analysis: Analysis | null;
  isRefused: boolean; ///< The server found nothing in it, so there is nothing to be said of boxes.
  isChosen(face: Face): boolean;
}

/** The picture with boxes and landmarks, which are in pixels of the upright picture. */
export function PictureView({ file, analysis, isRefused, isChosen }: Properties) {
  const { text } = useWords();
  const url = useObjectUrl(file);
  const [isShown, setShown] = useState(true);
  const { width, height } = analysis ?? { width: 4, height: 3 };
  if (isRefused && !isShown) return null;
  return (
    <div class="picture">
      {url && isShown && (
        <img src={url} alt={file.name} decoding="async" onError={() => setShown(false)} />
      )}
      {!isShown && <p class="small no-preview">{text("try.no_preview")}</p>}
      {analysis && (
        <svg
          class={isShown ? "" : "alone"}
          viewBox={`0 0 ${width} ${height}`}
          aria-hidden="true"
          focusable="false"
        >
          {analysis.faces.map((face, index) => (
            <FaceMark key={face.embedding} face={face} number={index + 1} chosen={isChosen(face)} />
          ))}
        </svg>
      )}
    </div>
  );
}
