// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { AnalysisOptions } from "../api/client";
import { asFailure, type Failure } from "../api/failure";
import { useSession } from "../api/session";
import type { Analysis } from "../api/types";

/** A picture and what the server said of it; neither analysis nor failure while it is asked. */
export interface AnalysedPicture {
  id: number;
  file: File;
  analysis: Analysis | null;
  failure: Failure | null;
}

const kAtOnce = 2;

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
    for (const picture of pictures) {
      if (asked.current.size >= kAtOnce) return;
      if (picture.analysis || picture.failure || asked.current.has(picture.id)) continue;
      const control = new AbortController();
      asked.current.set(picture.id, control);
      const settle = (change: Partial<AnalysedPicture>) => {
        if (asked.current.get(picture.id) !== control) return;
        asked.current.delete(picture.id);
        update(picture.id, change);
      };
      client.embed(picture.file, { detector, model }, control.signal).then(
        (analysis) => settle({ analysis }),
        (error) => settle({ failure: asFailure(error) }),
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
        return { id, file, analysis: null, failure: null };
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
      setPictures((all) => all.map((each) => ({ ...each, analysis: null, failure: null })));
    },
  };
}
