import { fromBase64, toBase64 } from './base64.ts'

/*
 * Texts that carry their signatures with them (C2SP signed-note), and the checkpoints of a log
 * that are written in them (C2SP tlog-checkpoint). What signs and verifies stands in the server.
 */

/** What a key signs: notes, or as a witness the time and a checkpoint (C2SP tlog-cosignature). */
export const signatureTypes = { note: 1, cosignature: 4 } as const

/** A signature under a note, as it is written there. */
export interface NoteSignature {
  name: string
  /** Eight digits, lower-case hex. */
  keyId: string
  signature: Uint8Array
  /** The line it was read from, with its end. */
  line: string
}

/** A note: its text, which ends a line, and what signs it. */
export interface Note {
  text: string
  signatures: NoteSignature[]
}

const signatureLine = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/

/** A signature's line, with its end. */
export function writeSignature(name: string, keyId: string, signature: Uint8Array): string {
  const bytes = new Uint8Array(4 + signature.length)
  for (let at = 0; at < 4; at += 1) bytes[at] = Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16)
  bytes.set(signature, 4)
  return `— ${name} ${toBase64(bytes)}\n`
}

/** A signature out of its line without the end; undefined where it is none. */
export function parseSignature(line: string): NoteSignature | undefined {
  const [, name = '', encoded = ''] = signatureLine.exec(line) ?? []
  const bytes = fromBase64(encoded)
  if (name === '' || name.includes('+') || bytes === undefined || bytes.length < 5) return undefined
  return { name, keyId: hexOf(bytes.subarray(0, 4)), signature: bytes.slice(4), line: `${line}\n` }
}

/** The note as it goes out. */
export function writeNote(text: string, signatureLines: readonly string[]): string {
  return `${text}\n${signatureLines.join('')}`
}

/** A note out of its text; undefined where it is none. */
export function parseNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return undefined
  const lines = note.slice(end + 2, -1).split('\n')
  const signatures = lines.flatMap((line) => parseSignature(line) ?? [])
  if (signatures.length !== lines.length) return undefined
  return { text: note.slice(0, end + 1), signatures }
}

/** A public key of Ed25519 with its name and what it signs. */
export interface VerifierKey {
  name: string
  keyId: string
  type: number
  /** 32 bytes. */
  publicKey: Uint8Array
}

/** The key as it is written (a "vkey"): name, key id and type with the public key. */
export function writeVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  return `${name}+${keyId}+${toBase64(Uint8Array.of(type, ...publicKey))}`
}

/** A key out of its text; undefined where it is none. Its id is not held to the key here. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const [, name = '', keyId = '', encoded = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? []
  const bytes = fromBase64(encoded)
  if (name === '' || bytes === undefined) return undefined
  return { name, keyId, type: bytes[0] ?? 0, publicKey: bytes.slice(1) }
}

/** The head of a log: how many entries it holds, and the root over them. */
export interface Checkpoint {
  origin: string
  size: number
  root: Uint8Array
}

/** The text of a checkpoint, which its signatures cover. */
export function writeCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** A checkpoint out of its text; undefined where it is not written as `writeCheckpoint` writes. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', digits = '', encoded = ''] = text.split('\n')
  const root = fromBase64(encoded)
  if (root === undefined || !/^\d+$/.test(digits)) return undefined
  const checkpoint = { origin, size: Number(digits), root }
  return writeCheckpoint(checkpoint) === text ? checkpoint : undefined
}

/** What a witness signs: when it saw the checkpoint, in seconds, and the checkpoint's text. */
export function cosignedText(seconds: number, checkpointText: string): string {
  return `cosignature/v1\ntime ${seconds}\n${checkpointText}`
}

/** Bytes as lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
