import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'

const compress = promisify(brotliCompress)

/** An answer that anybody may see, as it goes out; made once for all who ask. */
interface KeptBytes {
  plain: Buffer
  /** Compressed with brotli; null where that is not smaller. */
  brotli: Buffer | null
  etag: string
  madeAt: number
}

interface KeepOptions {
  /** How old an answer may be when it goes out. */
  maxAgeSeconds: number
  /** How much memory the answers may take; the ones not asked for longest go first. */
  maxBytes: number
  clock: Clock
}

/**
 * Answers that are the same for everybody, kept as bytes for a stated time. However many ask, an
 * answer is made once, and one answer at a time: who asks meanwhile waits for the same one. In the
 * second half of its time an answer is made anew while the old one still goes out, so that nobody
 * waits for what is asked for often. What fails is not kept.
 */
export class KeptAnswers {
  readonly #options: KeepOptions
  readonly #kept = new Map<string, KeptBytes>()
  readonly #making = new Map<string, Promise<KeptBytes>>()
  #turn: Promise<unknown> = Promise.resolve()
  #bytes = 0

  constructor(options: KeepOptions) {
    this.#options = options
  }

  /** Sends the answer for a key, made by `make` as JSON where none that is young enough is kept. */
  async send(reply: FastifyReply, key: string, make: () => Promise<string>): Promise<FastifyReply> {
    const { maxAgeSeconds } = this.#options
    const entry = this.#kept.get(key)
    const age = entry === undefined ? Number.POSITIVE_INFINITY : this.#ageOf(entry)
    if (entry === undefined || age >= maxAgeSeconds) {
      return this.#sendBytes(reply, await this.#make(key, make))
    }
    this.#kept.delete(key)
    this.#kept.set(key, entry)
    // A failure is met, and reported, by the first who asks after the old answer's time.
    if (age >= maxAgeSeconds / 2) this.#make(key, make).catch(() => {})
    return this.#sendBytes(reply, entry)
  }

  #ageOf({ madeAt }: KeptBytes): number {
    return (this.#options.clock().getTime() - madeAt) / 1_000
  }

  #make(key: string, make: () => Promise<string>): Promise<KeptBytes> {
    const under = this.#making.get(key)
    if (under !== undefined) return under
    const made = this.#turn
      .then(async () => {
        const madeAt = this.#options.clock().getTime()
        const bytes = await bytesOf(await make(), madeAt)
        this.#keep(key, bytes)
        return bytes
      })
      .finally(() => this.#making.delete(key))
    this.#making.set(key, made)
    this.#turn = made.catch(() => {})
    return made
  }

  #keep(key: string, bytes: KeptBytes): void {
    this.#forget(key)
    this.#kept.set(key, bytes)
    this.#bytes += sizeOf(bytes)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#options.maxBytes) break
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    const bytes = this.#kept.get(key)
    if (bytes === undefined) return
    this.#kept.delete(key)
    this.#bytes -= sizeOf(bytes)
  }

  #sendBytes(reply: FastifyReply, bytes: KeptBytes): FastifyReply {
    const secondsLeft = Math.max(0, Math.floor(this.#options.maxAgeSeconds - this.#ageOf(bytes)))
    reply
      .header('cache-control', `public, max-age=${secondsLeft}`)
      .header('etag', bytes.etag)
      .header('vary', reply.getHeader('vary') ?? 'accept-encoding')
    const { request } = reply
    if (isKnown(request, bytes.etag)) return reply.code(304).send()
    reply.type('application/json; charset=utf-8')
    if (bytes.brotli === null || !takesBrotli(request)) return reply.send(bytes.plain)
    return reply.header('content-encoding', 'br').send(bytes.brotli)
  }
}

async function bytesOf(json: string, madeAt: number): Promise<KeptBytes> {
  const plain = Buffer.from(json)
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
  const brotli = await compress(plain, quality)
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return {
    plain,
    brotli: brotli.length < plain.length ? brotli : null,
    etag: `"${digest}"`,
    madeAt,
  }
}

function sizeOf({ plain, brotli }: KeptBytes): number {
  return plain.length + (brotli?.length ?? 0)
}

/** Whether the client has this answer already (RFC 9110, 13.1.2). */
function isKnown(request: FastifyRequest, etag: string): boolean {
  const clientTags = request.headers['if-none-match']
  if (clientTags === undefined) return false
  return (
    clientTags === '*' ||
    clientTags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  )
}

/** Whether the client takes brotli (RFC 9110, 12.5.3); a quality of zero says no. */
function takesBrotli(request: FastifyRequest): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  return /(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0+)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/.test(accepted)
}
