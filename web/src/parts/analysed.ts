// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { AnalysisOptions, Client } from "../api/client";
import { type ClipTracks, faceOf, followClip, isClip } from "../api/clips";
import { asFailure, type Failure } from "../api/failure";
import { useSession } from "../api/session";
import type { Analysis, Face } from "../api/types";

/** A face that can be compared; its number is what the reader sees. */
export interface NumberedFace {
  face: Face;
  number: number;
}

/** A picture or clip and what the server said of it; nothing of it while it is asked. */
export interface AnalysedPicture {
  id: number;
  file: File;
  analysis: Analysis | null;
  clip: ClipTracks | null;
  faces: NumberedFace[];
  failure: Failure | null;
}

const kNothing = { analysis: null, clip: null, faces: [], failure: null };

async function ask(
  client: Client,
  file: File,
  options: AnalysisOptions,
  signal: AbortSignal,
): Promise<Partial<AnalysedPicture>> {
  if (isClip(file)) {
    const clip = await followClip(client, file, options, signal);
    const faces = clip.tracks.map((track) => ({ face: faceOf(track), number: track.id }));
    return { clip, faces: faces.filter((each): each is NumberedFace => each.face !== null) };
  }
  const analysis = await client.embed(file, options, signal);
  return { analysis, faces: analysis.faces.map((face, index) => ({ face, number: index + 1 })) };
}

const kAtOnce = 2;

function isAnswered({ analysis, clip, failure }: AnalysedPicture): boolean {
  return analysis !== null || clip !== null || failure !== null;
}

/** Pictures that are sent to the server, two at once, in the order in which they were added. */
export function useAnalysedPictures(options: AnalysisOptions) {
  const { client } = useSession();
  const [pictures, setPictures] = useState<AnalysedPicture[]>([]);
  const asked = useRef(new Map<number, AbortController>());
  const next = useRef(1);
  const { detector = "", model = "" } = options;

  const update = useCallback((id: number, change: Partial<AnalysedPicture>) => {
    setPictures((all) => all.map((each) => (each.id === id ? { ...each, ...change } : each)));
  }, []);

  useEffect(() => {
    // Not sooner than the answer is seen here: an effect of an earlier drawing, which runs late and
    // does not know the answer, would ask once more.
    for (const picture of pictures) if (isAnswered(picture)) asked.current.delete(picture.id);
    for (const picture of pictures) {
      if (asked.current.size >= kAtOnce) return;
      if (isAnswered(picture) || asked.current.has(picture.id)) continue;
      const control = new AbortController();
      asked.current.set(picture.id, control);
      const settle = (change: Partial<AnalysedPicture>) => {
        if (asked.current.get(picture.id) === control) update(picture.id, change);
      };
      ask(client, picture.file, { detector, model }, control.signal).then(settle, (error) =>
        settle({ failure: asFailure(error) }),
      );
    }
  }, [pictures, client, detector, model, update]);

  const forget = useCallback((ids: number[]) => {
    for (const id of ids) {
      asked.current.get(id)?.abort();
      asked.current.delete(id);
    }
  }, []);

  return {
    pictures,
    add: useCallback((files: File[]) => {
      const added = files.map((file) => {
        const id = next.current++;
        return { id, file, ...kNothing };
      });
      setPictures((all) => [...all, ...added]);
    }, []),
    remove(id: number) {
      forget([id]);
      setPictures((all) => all.filter((each) => each.id !== id));
    },
    clear() {
      forget([...asked.current.keys()]);
      setPictures([]);
    },
    retry: (id: number) => update(id, { failure: null }),
    /** All once more, with other options. */
    askAgain() {
      forget([...asked.current.keys()]);
      setPictures((all) => all.map((each) => ({ ...each, ...kNothing })));
    },
  };
}
