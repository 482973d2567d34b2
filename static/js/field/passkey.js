// A passkey of this tablet as the day's key: its PRF gives 32 bytes that never leave the device's keeper.
import { b64, bytesOf, random, unb64 } from "./codec.js";

const INPUT = bytesOf("console field vault v1");
const asked = { prf: { eval: { first: INPUT } } };
const secretOf = (credential) => {
  const first = credential?.getClientExtensionResults().prf?.results?.first;
  return first ? new Uint8Array(first) : null;
};

/** @returns {Promise<boolean>} whether this tablet may have a passkey of its own */
export async function canHavePasskey() {
  const kind = globalThis.PublicKeyCredential;
  return Boolean(await kind?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false));
}

async function get(id) {
  return secretOf(await navigator.credentials.get({ publicKey: {
    challenge: random(32), userVerification: "required", allowCredentials: [{ type: "public-key", id: unb64(id) }],
    extensions: asked,
  } }));
}

/** @returns {Promise<{id: string, secret: Uint8Array}|null>} null when the device has no PRF */
export async function makePasskey(login) {
  const made = await navigator.credentials.create({ publicKey: {
    challenge: random(32), rp: { name: "Console" }, user: { id: random(16), name: login, displayName: login },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
    authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required" }, extensions: asked,
  } });
  if (!made?.getClientExtensionResults().prf?.enabled && !secretOf(made)) return null;
  const id = b64(new Uint8Array(made.rawId));
  const secret = secretOf(made) ?? await get(id);
  return secret && { id, secret };
}

export const askPasskey = get;
