// The tablet's requests. Each fails as "offline" or "signed_out", never with half an answer.
import { $ } from "../dom.js";

const PATIENCE = 20_000;

class Cut extends Error {
  /** @param {"offline"|"signed_out"|"gone"|"refused"} state */
  constructor(state) {
    super(state);
    this.state = state;
  }
}

export class Wire {
  /** @param {import("./device-clock.js").DeviceClock} clock */
  constructor(clock) { this.clock = clock; }

  async ask(path, options = {}, again = true) {
    const sent = this.clock.device();
    let response;
    try {
      response = await fetch(path, {
        ...options, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
        headers: { Accept: "application/json", "X-CSRFToken": $("meta[name=csrf-token]").content, ...options.headers },
      });
    } catch { throw new Cut("offline"); }
    if (response.status === 401 || response.type === "opaqueredirect") throw new Cut("signed_out");
    // The token belongs to the login: after a new one the page's is old.
    if ([400, 403].includes(response.status) && again && await this.renewToken()) return this.ask(path, options, false);
    if (response.status === 403 || response.status === 400) throw new Cut("signed_out");
    if (response.status >= 500 || response.status === 429) throw new Cut("offline");
    const answer = await response.json().catch(() => null);
    if (!answer) throw new Cut("offline");
    if (answer.server_at) this.clock.measure(sent, answer.server_at, this.clock.device());
    if (!response.ok) throw new Cut("refused");
    return answer;
  }

  async renewToken() {
    const page = await fetch("/field?token", { redirect: "manual" }).then((r) => r.text()).catch(() => "");
    const fresh = new DOMParser().parseFromString(page, "text/html");
    if (fresh.body?.dataset.login !== document.body.dataset.login) return false; // another person is signed in
    const found = $("meta[name=csrf-token]", fresh)?.content;
    if (found) $("meta[name=csrf-token]").content = found;
    return Boolean(found);
  }

  round() { return this.ask("/field/round"); }

  sync(stream, entries, person) {
    const body = JSON.stringify({ stream, person, device_now: this.clock.device(), entries });
    return this.ask("/field/sync", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  }

  have(id) { return this.ask(`/field/media/${id}`); }

  part(id, number, data, headers) {
    const plain = { "Content-Type": "application/octet-stream" };
    return this.ask(`/field/media/${id}/${number}`, { method: "PUT", body: data, headers: { ...plain, ...headers } });
  }
}
