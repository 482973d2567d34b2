// The collector's tablet.
import { start } from "./field/page.js";

start();
