// SPDX-License-Identifier: Apache-2.0
import type { Box } from "../api/types";

export interface Outline {
  key: number;
  box: Box;
  label: string;
}

interface Properties {
  width: number; ///< Of the frame, in its pixels.
  height: number;
  outlines: Outline[];
  isMirrored?: boolean; ///< The picture is shown as in a mirror; its texts never are.
}

/** Where the faces of a moving picture are, drawn over it. */
export function FaceOutlines({ width, height, outlines, isMirrored = false }: Properties) {
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {outlines.map(({ key, box, label }) => {
        const x = isMirrored ? width - box.x - box.width : box.x;
        const y = Math.max(height * 0.05, box.y - height * 0.015);
        return (
          <g class="mark chosen" key={key}>
            <rect x={x} y={box.y} width={box.width} height={box.height} rx={box.width * 0.1} />
            {label && (
              <text x={x} y={y} font-size={height * 0.05}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
