// A stand-in for the browser's page: just what the modules of static/js ask for. Import it before a module.
//
// `page` holds the elements by selector. htmx and socket.io-client are replaced: a test gets the socket that a
// module opens as `sockets.at(-1)`, and nothing leaves the machine.
import { register } from "node:module";

export const sockets = [];

export class FakeSocket {
  constructor(namespace) {
    Object.assign(this, { namespace, connected: false, active: true, handlers: {}, asked: [], answers: {} });
  }

  on(event, handler) { this.handlers[event] = handler; }

  timeout() { return this; }

  async emitWithAck(event, body) {
    this.asked.push([event, body]);
    const answer = this.answers[event];
    return typeof answer === "function" ? answer(body) : answer;
  }

  connect() { this.connected = true; this.handlers.connect?.(); return this; }

  disconnect() { this.connected = false; this.handlers.disconnect?.(); return this; }
}

globalThis.openFakeSocket = (namespace) => {
  sockets.push(new FakeSocket(namespace));
  return sockets.at(-1);
};

const REPLACED = {
  "htmx.org/dist/htmx.esm.js": "export default { swap() {} };",
  "socket.io-client": "export const io = (namespace) => globalThis.openFakeSocket(namespace);",
};
const hooks = `
  const REPLACED = ${JSON.stringify(REPLACED)};
  export function resolve(specifier, context, next) {
    const text = REPLACED[specifier];
    return text ? { url: "data:text/javascript," + encodeURIComponent(text), shortCircuit: true } : next(specifier, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

export function element(values = {}) {
  return Object.assign(new EventTarget(), {
    dataset: {}, hidden: false, textContent: "", isConnected: true, children: [],
    matches() { return false; }, closest() { return null; }, append() {}, querySelector: () => null,
    querySelectorAll: () => [], setAttribute() {}, removeAttribute() {}, toggleAttribute() {}, focus() {},
  }, values);
}

export const page = {
  "#main": element({ dataset: { token: "81", zone: "Asia/Shanghai", seq: "4", epoch: "e1" } }),
  "#texts": element({ dataset: { failed: "No answer.", sent: "Waiting.", waiting: "{n} wait", unsaved: "not saved",
    saving: "saving", saved: "saved", theirs: "other tab" } }),
  "meta[name=csrf-token]": { content: "token of the page" },
};

const kept = new Map();
globalThis.sessionStorage = new Proxy({}, {
  get: (_, name) => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  })[name],
  ownKeys: () => [...kept.keys()],
  getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
});

globalThis.document = Object.assign(new EventTarget(), {
  querySelector: (selector) => page[selector] ?? null,
  querySelectorAll: (selector) => (page[selector] ? [page[selector]] : []),
  getElementById: (id) => page[`#${id}`] ?? null,
  createElement: () => element({ remove() {} }),
  documentElement: { lang: "en" },
  body: element({ dataset: { login: "agent1" } }),
  hidden: false,
});
globalThis.HTMLElement = class {};
globalThis.customElements = { define() {} };
globalThis.MutationObserver = class { observe() {} disconnect() {} };
globalThis.location = { assign(path) { this.went = path; } };
globalThis.addEventListener = () => {};

// Lets everything run that waits for a promise and not for time.
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
