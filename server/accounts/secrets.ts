import { argon2, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { Queue } from '../platform/concurrency.ts'

const derive = promisify(argon2)

/** Half of the processors go on serving whoever is signed in, however many passwords are tried. */
const queue = new Queue(Math.max(1, Math.floor(availableParallelism() / 2)))

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1 }
const tagBytes = 32

/** A key that is no part of the database: its hashes alone, once stolen, cannot be tried out. */
interface Pepper {
  secret: Buffer
  /** Says in a hash which key it was made with, and nothing about the key. */
  id: string
}

let pepper: Pepper | null = null

/** The key that passwords are hashed with from here on; none where no setting names one. */
export function usePepper(secret: string | undefined): void {
  pepper =
    secret === undefined ? null : { secret: Buffer.from(secret), id: hashOf(secret).slice(0, 8) }
}

/** Whether a hash was made without the key of today, so that it is made anew at a sign-in. */
export function isWithoutPepper(hash: string): boolean {
  return pepper !== null && parse(hash).keyId !== pepper.id
}

/** The password as a PHC string: `$argon2id$v=19$m=…,t=…,p=…,keyid=…$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const keyId = pepper?.id
  const tag = await tagOf(password, salt, { ...parameters, tagLength: tagBytes, keyId })
  const { memory, passes, parallelism } = parameters
  const key = keyId === undefined ? '' : `,keyid=${keyId}`
  const costs = `m=${memory},t=${passes},p=${parallelism}${key}`
  return `$argon2id$v=19$${costs}$${encode(salt)}$${encode(tag)}`
}

/**
 * Whether the password belongs to the hash. Without a hash it works as long and says no, so that
 * the time taken does not tell which accounts exist; so does a hash of a key that is no more.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const stored = parse(hash ?? (await decoy))
  const tag = await tagOf(password, stored.salt, { ...stored, tagLength: stored.tag.length })
  const isOfKnownKey = stored.keyId === undefined || stored.keyId === pepper?.id
  return timingSafeEqual(tag, stored.tag) && hash !== null && isOfKnownKey
}

const decoy = hashPassword(randomBytes(16).toString('hex'))

interface Parameters {
  memory: number
  passes: number
  parallelism: number
  tagLength: number
  keyId: string | undefined
}

function tagOf(password: string, salt: Buffer, parameters: Parameters): Promise<Buffer> {
  const { memory, passes, parallelism, tagLength, keyId } = parameters
  // NFKC: the same password typed on a Chinese and on a Latin keyboard is the same password.
  const message = password.normalize('NFKC')
  const secret = keyId === undefined ? {} : { secret: pepper?.secret ?? Buffer.alloc(32) }
  const options = { message, nonce: salt, memory, passes, parallelism, tagLength, ...secret }
  return queue.run(() => derive('argon2id', options))
}

function parse(phc: string) {
  const match =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)(?:,keyid=(\w+))?\$([\w+/]+)\$([\w+/]+)$/.exec(phc)
  const [, memory, passes, parallelism, keyId, salt, tag] = match ?? []
  if (!salt || !tag) throw new Error('a stored password hash is no argon2id PHC string')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    keyId,
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** A token nobody can guess, for a cookie or a link; only its hash is kept. */
export function newSecretToken(bytes = 32): { token: string; tokenHash: string } {
  const token = randomBytes(bytes).toString('base64url')
  return { token, tokenHash: hashOf(token) }
}

/** How a token is kept: it is random, so a plain hash cannot be turned back. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The settings that links are made from. */
export interface LinkSettings {
  publicUrl: string
  linkSecret: string
}

/** How an invitation's link reaches its person: by mail, which proves an address, or by hand. */
export type LinkWay = 'mail' | 'hand'

/**
 * The token of an invitation's link. It follows from the invitation and the program's secret, so
 * the link can be shown and mailed again though the database holds only its hash.
 */
export function invitationToken(settings: LinkSettings, id: string, way: LinkWay): string {
  return authenticate(settings, `invitation by ${way} ${id}`).toString('base64url')
}

/**
 * The code of an invitation, to be typed off a strip of paper: sixty bits out of the invitation and
 * the program's secret. Only its hash is kept.
 */
export function invitationCode(
  settings: Pick<LinkSettings, 'linkSecret'>,
  id: string,
): { code: string; codeHash: string } {
  const bytes = authenticate(settings, `invitation code ${id}`).subarray(0, 12)
  const signs = [...bytes].map((byte) => codeSigns[byte % codeSigns.length]).join('')
  const code = `${signs.slice(0, 4)}-${signs.slice(4, 8)}-${signs.slice(8)}`
  return { code, codeHash: typedCodeHash(code) }
}

/** The hash of a code, however it was typed: in small letters, full width, without the strokes. */
export function typedCodeHash(typed: string): string {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
  return hashOf(`code ${plain}`)
}

/** The code of eight digits that is mailed to an address somebody says is theirs. */
export function emailCode(settings: LinkSettings, claimId: string): string {
  const number = authenticate(settings, `e-mail code ${claimId}`).readUIntBE(0, 6) % 100_000_000
  return String(number).padStart(8, '0')
}

function authenticate({ linkSecret }: Pick<LinkSettings, 'linkSecret'>, text: string): Buffer {
  return createHmac('sha256', linkSecret).update(text).digest()
}

/** Letters and digits that nobody takes for one another when they type them off a screen. */
const codeSigns = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * The code that is printed while nobody is there, for whoever sets the installation up in a
 * browser: who reads what the program prints is its operator. Every server of the installation
 * prints the same one, and it opens nothing once somebody is there.
 */
export function setUpCode(settings: Pick<LinkSettings, 'linkSecret'>): string {
  const bytes = authenticate(settings, 'set up').subarray(0, 8)
  const signs = [...bytes].map((byte) => codeSigns[byte % codeSigns.length]).join('')
  return `${signs.slice(0, 4)}-${signs.slice(4)}`
}

/** Whether this is the code, however it was typed; takes as long whatever is wrong in it. */
export function isSetUpCode(settings: Pick<LinkSettings, 'linkSecret'>, typed: string): boolean {
  const plain = (code: string) => hashOf(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
  return timingSafeEqual(Buffer.from(plain(typed)), Buffer.from(plain(setUpCode(settings))))
}

/** The token stands behind the #: browsers never send that part, so no log or proxy sees it. */
export function invitationLink(settings: LinkSettings, id: string, way: LinkWay): string {
  return `${settings.publicUrl}/accept-invitation#${invitationToken(settings, id, way)}`
}

export function resetLink(settings: LinkSettings, token: string): string {
  return `${settings.publicUrl}/reset-password#${token}`
}
