// A refused socket looks like a cut to a page. So the page asks over HTTP whether the person is still signed in.
import { BY_ITSELF } from "./dom.js";

const BETWEEN = 3000; // ms between two questions
let asked = 0;

export async function signedOut() {
  if (Date.now() - asked < BETWEEN) return false;
  asked = Date.now();
  try {
    const page = await fetch("/", { method: "HEAD", redirect: "manual", ...BY_ITSELF });
    return page.status === 401; // not 403: then only a password or a code must be set first
  } catch { return false; }
}
