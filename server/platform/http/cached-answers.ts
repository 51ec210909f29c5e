import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Cache, type CacheOptions } from './cache.ts'

const compress = promisify(brotliCompress)

/** An answer that anybody may see, as it goes out; made once for all who ask. */
interface CachedBytes {
  plain: Buffer
  /** Compressed with brotli; null where that is not smaller. */
  brotli: Buffer | null
  etag: string
}

/** A cache of answers that are the same for everybody, as bytes. */
export class CachedAnswers {
  readonly #maxAgeSeconds: number
  readonly #cache: Cache<CachedBytes>

  constructor(options: CacheOptions) {
    this.#maxAgeSeconds = options.maxAgeSeconds
    this.#cache = new Cache({ ...options, sizeOf })
  }

  /** Sends the answer for a key, made by `make` where none that is young enough is kept. */
  async send(
    reply: FastifyReply,
    key: string,
    make: () => Promise<string>,
    type = 'application/json',
  ): Promise<FastifyReply> {
    const entry = await this.#cache.get(key, async () => bytesOf(await make()))
    const secondsLeft = Math.max(0, Math.floor(this.#maxAgeSeconds - this.#cache.ageOf(entry)))
    reply.header('cache-control', `public, max-age=${secondsLeft}`)
    return sendBytes(reply.type(`${type}; charset=utf-8`), entry.value)
  }
}

function sendBytes(reply: FastifyReply, bytes: CachedBytes): FastifyReply {
  reply.header('etag', bytes.etag).header('vary', reply.getHeader('vary') ?? 'accept-encoding')
  const { request } = reply
  if (isKnown(request, bytes.etag)) return reply.code(304).send()
  if (bytes.brotli === null || !takesBrotli(request)) return reply.send(bytes.plain)
  return reply.header('content-encoding', 'br').send(bytes.brotli)
}

async function bytesOf(json: string): Promise<CachedBytes> {
  const plain = Buffer.from(json)
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
  const brotli = await compress(plain, quality)
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return {
    plain,
    brotli: brotli.length < plain.length ? brotli : null,
    etag: `"${digest}"`,
  }
}

function sizeOf({ plain, brotli }: CachedBytes): number {
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
