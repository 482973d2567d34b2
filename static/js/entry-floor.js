// The lead's floor: whole panels, at most four a second.
import { applyDesk, live } from "./live.js";
import "./timers.js";

live("/floor", { seq: 0, apply: (message) => applyDesk({ ...message, token: 0 }) });
