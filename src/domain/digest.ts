import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  digest ??= nativeDigest() ?? portableDigest;
  return digest(text);
}

type Digest = (text: string) => string;

let digest: Digest | null = null;

/** The runtime's own, where it can be had without an import: until JavaScript's is warm it costs ten times as much. */
function nativeDigest(): Digest | null {
  const crypto = globalThis.process?.getBuiltinModule?.("node:crypto");
  return typeof crypto?.hash === "function" ? (text) => crypto.hash("sha256", text, "hex") : null;
}

function portableDigest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
