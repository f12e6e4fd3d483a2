/** @file SHA-256 of a text, as hex: a spec's identity. By @noble/hashes, which runs in any JavaScript engine. */
import { sha256 as digest } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

export function sha256(text: string): string {
  return bytesToHex(digest(utf8ToBytes(text)));
}
