import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  cosignedText,
  hexOf,
  type NoteSignature,
  signatureTypes,
  type VerifierKey,
  writeSignature,
} from '../../shared/transparency/signed-note.ts'
import type { Config } from '../config.ts'

type Folder = Pick<Config, 'dataDirectory'>

/**
 * Makes a key that signs checkpoints of the log of this name. Its private half is a file that only
 * the owner may read, below DATA_DIR: it never enters the database, a log or an answer.
 */
export function makeSigningKey(folder: Folder, origin: string): VerifierKey {
  const { privateKey, publicKey: published } = generateKeyPairSync('ed25519')
  const publicKey = Buffer.from(published.export({ format: 'jwk' }).x ?? '', 'base64url')
  const key = verifierKey(origin, signatureTypes.note, publicKey)
  const file = fileOf(folder, key.keyId)
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const text = privateKey.export({ format: 'pem', type: 'pkcs8' })
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  return key
}

/** The private key with this id; undefined where this server does not have it. */
export function loadPrivateKey(folder: Folder, keyId: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(fileOf(folder, keyId)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`the file of the log's key ${keyId} cannot be read`)
  }
}

/** The line that signs a note's text. */
export function signNote(privateKey: KeyObject, key: VerifierKey, text: string): string {
  return writeSignature(key.name, key.keyId, sign(null, Buffer.from(text, 'utf8'), privateKey))
}

/** A public key with its name; its id follows from the others (C2SP signed-note). */
export function verifierKey(name: string, type: number, publicKey: Uint8Array): VerifierKey {
  const id = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(type)).update(publicKey)
  return { name, keyId: hexOf(id.digest().subarray(0, 4)), type, publicKey }
}

/** Whether this key signed a note's text. */
export function isSignedBy(key: VerifierKey, text: string, signature: NoteSignature): boolean {
  return (
    signature.name === key.name &&
    signature.keyId === key.keyId &&
    isValid(key, text, signature.signature)
  )
}

/** When this witness signed a checkpoint's text; undefined where it did not. */
export function cosignedAt(
  key: VerifierKey,
  text: string,
  { name, keyId, signature }: NoteSignature,
): Date | undefined {
  if (name !== key.name || keyId !== key.keyId || signature.length !== 72) return undefined
  const seconds = Number(Buffer.from(signature).readBigUInt64BE(0))
  const at = new Date(seconds * 1000)
  if (seconds === 0 || Number.isNaN(at.getTime())) return undefined
  return isValid(key, cosignedText(seconds, text), signature.subarray(8)) ? at : undefined
}

function isValid(key: VerifierKey, text: string, signature: Uint8Array): boolean {
  const x = Buffer.from(key.publicKey).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, Buffer.from(text, 'utf8'), publicKey, signature)
}

function fileOf({ dataDirectory }: Folder, keyId: string): string {
  return path.join(dataDirectory, 'log-keys', `${keyId}.pem`)
}
