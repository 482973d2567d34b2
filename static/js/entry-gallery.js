// A frame of the designer's gallery: clocks run, nothing is sent and nothing is received.
import "./strip.js";
import "./timers.js";
