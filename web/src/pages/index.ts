// SPDX-License-Identifier: Apache-2.0
import type { ComponentType } from "preact";
import type { Word } from "../words";
import { AccuracyPage } from "./accuracy_page";
import { ActivityPage } from "./activity_page";
import { ApiPage } from "./api_page";
import { EnrolPage } from "./enrol_page";
import { LivePage } from "./live_page";
import { PeoplePage } from "./people_page";
import { SystemPage } from "./system_page";
import { TryPage } from "./try_page";
import { UnlockPage } from "./unlock_page";

export interface Page {
  path: string; ///< Behind the # of the address.
  title: Word;
  Content: ComponentType;
}

/** In the order of the navigation; the first one is shown where the address names none. */
export const pages: readonly [Page, ...Page[]] = [
  { path: "try", title: "page.try", Content: TryPage },
  { path: "enrol", title: "page.enrol", Content: EnrolPage },
  { path: "unlock", title: "page.unlock", Content: UnlockPage },
  { path: "people", title: "page.people", Content: PeoplePage },
  { path: "activity", title: "page.activity", Content: ActivityPage },
  { path: "live", title: "page.live", Content: LivePage },
  { path: "system", title: "page.system", Content: SystemPage },
  { path: "accuracy", title: "page.accuracy", Content: AccuracyPage },
  { path: "api", title: "page.api", Content: ApiPage },
];
