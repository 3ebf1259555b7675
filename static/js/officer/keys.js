// This phone's own key. The private half can't leave the phone, not even by this script; it signs uploads and nothing else.
import { drop, keep, kept } from "./db.js";

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const base64url = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const name = (officer) => `phone:${officer}`;

export const phoneOf = async (officer) => kept(name(officer));

export const forget = async (officer) => drop(name(officer));

export const enrol = async (officer, token) => {
  const known = await phoneOf(officer);
  if (known && known.id) return known;
  const pair = known ? known.pair : await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  if (!known) await keep(name(officer), { pair, id: null });
  const key = hex(await crypto.subtle.exportKey("raw", pair.publicKey));
  const answer = await fetch("/officer/phones/enrol/", {
    method: "POST", redirect: "manual", cache: "no-store", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ key }),
  });
  if (answer.status !== 200) {
    if (answer.status === 409) await forget(officer);
    return null;
  }
  const phone = { pair, id: (await answer.json()).phone, since: new Date().toISOString() };
  await keep(name(officer), phone);
  return phone;
};

export const sign = async (phone, body) => {
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, phone.pair.privateKey, body);
  return `Device ${phone.id}:${base64url(signature)}`;
};
