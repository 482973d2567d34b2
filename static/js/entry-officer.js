// The compliance officer's list: whole panels, at most four a second, and the pane beside it.
import { listen } from "./inbox.js";
import { applyDesk, live } from "./live.js";
import "./timers.js";

live("/compliance", { seq: 0, apply: (message) => applyDesk({ ...message, token: 0 }) });
listen();
