// SPDX-License-Identifier: Apache-2.0
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { de } from "./de";
import { type Dictionary, en, type Word } from "./en";
import { es } from "./es";
import { fr } from "./fr";
import { zh } from "./zh";

export type { Word } from "./en";

const dictionaries: Record<string, Dictionary> = { en, zh, es, de, fr };

/** The languages by their own names. */
export const languages: readonly (readonly [code: string, name: string])[] = [
  ["en", "English"],
  ["zh", "中文"],
  ["es", "Español"],
  ["de", "Deutsch"],
  ["fr", "Français"],
];

export type Values = Record<string, string | number>;

/** The text of a word in one language, with `{name}` replaced, and numbers as that language writes them. */
export interface Words {
  language: string;
  text(word: Word, values?: Values): string;
  number(value: number, digits?: number): string;
  percent(value: number, digits?: number): string;
  time(value: string | Date): string;
}

export function wordsOf(language: string): Words {
  const dictionary = dictionaries[language] ?? en;
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  return {
    language,
    text: (word, values = {}) =>
      dictionary[word].replace(/\{(\w+)\}/g, (whole, name: string) =>
        String(values[name] ?? whole),
      ),
    number,
    percent: (value, digits = 0) =>
      new Intl.NumberFormat(language, {
        style: "percent",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(value),
    time: (value) =>
      new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(
        new Date(value),
      ),
  };
}

/** The first language of the browser that there is, or English. */
export function browserLanguage(): string {
  const wanted = navigator.languages.map((each) => each.slice(0, 2).toLowerCase());
  return wanted.find((each) => each in dictionaries) ?? "en";
}

export const WordsContext = createContext<Words>(wordsOf("en"));

export function useWords(): Words {
  return useContext(WordsContext);
}
