// SPDX-License-Identifier: Apache-2.0
import type { ComponentType } from "preact";
import type { Word } from "../words";
import { ApiPage } from "./api_page";
import { PeoplePage } from "./people_page";
import { SystemPage } from "./system_page";
import { TryPage } from "./try_page";

export interface Page {
  path: string; ///< Behind the # of the address.
  title: Word;
  Content: ComponentType;
}

/** In the order of the navigation; the first one is shown where the address names none. */
export const pages: readonly [Page, ...Page[]] = [
  { path: "try", title: "page.try", Content: TryPage },
  { path: "people", title: "page.people", Content: PeoplePage },
  { path: "system", title: "page.system", Content: SystemPage },
  { path: "api", title: "page.api", Content: ApiPage },
];
