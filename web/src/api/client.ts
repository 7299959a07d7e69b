// SPDX-License-Identifier: Apache-2.0
import { Failure, failureOf } from "./failure";
import type { Analysis, Comparison, Face, Info, Models } from "./types";

export interface AnalysisOptions {
  detector?: string;
  model?: string;
}

/**
 * The server that this page comes from. The key lives in this object alone: no storage, no cookie,
 * so that no other page can make a browser send it.
 */
export class Client {
  constructor(private readonly key = "") {}

  get hasKey(): boolean {
    return this.key !== "";
  }

  /** Gives the key to another part of the console, if there is one. */
  lend(take: (key: string) => void): void {
    if (this.key) take(this.key);
  }

  /** Fails with a Failure: the API's code, or `no_server`. */
  async send(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    if (this.key) headers.set("Authorization", `Bearer ${this.key}`);
    let response: Response;
    try {
      response = await fetch(path, { ...options, headers, credentials: "omit", cache: "no-store" });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Failure("no_server");
    }
    if (!response.ok) throw await failureOf(response);
    return response;
  }

  async json<T>(path: string, options: RequestInit = {}): Promise<T> {
    return (await this.send(path, options)).json();
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.json(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  info(): Promise<Info> {
    return this.json("/v1/info");
  }

  models(): Promise<Models> {
    return this.json("/v1/models");
  }

  embed(picture: Blob, options: AnalysisOptions, signal: AbortSignal): Promise<Analysis> {
    const form = new FormData();
    for (const [name, value] of Object.entries(options)) if (value) form.set(name, value);
    form.set("encoding", "base64");
    form.set("crops", "jpeg");
    form.set("image", picture);
    return this.json("/v1/embed", { method: "POST", body: form, signal });
  }

  compare(a: Face, b: Face, detector: string, model: string, far: number): Promise<Comparison> {
    const embeddings = { embedding1: a.embedding, embedding2: b.embedding };
    return this.post("/v1/compare", { ...embeddings, detector, model, far });
  }
}
