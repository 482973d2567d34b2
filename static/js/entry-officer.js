// The compliance officer's list: whole panels, at most four a second.
import { applyDesk, live } from "./live.js";
import "./timers.js";

live("/compliance", { seq: 0, apply: (message) => applyDesk({ ...message, token: 0 }) });
