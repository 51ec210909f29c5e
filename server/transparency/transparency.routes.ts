import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import {
  hashBytes,
  parseTilePath,
  type TileName,
  tileWidth,
} from '../../shared/transparency/tiles.ts'
import { readLog } from '../../shared/transparency/transparency.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve } from '../platform/http/serve.ts'
import { selectCosignatures, selectNewestCheckpoints } from './checkpoints.queries.ts'
import { selectRuns } from './log-entries.queries.ts'
import { logTexts } from './log-texts.ts'
import { checkpointNote } from './publish-checkpoint.ts'
import { logPath, logViewOf } from './read-log.ts'
import { selectTiles } from './tiles.queries.ts'

const hidden = { schema: { hide: true } }
const forEver = 'public, max-age=31536000, immutable'

/** The log as anybody follows it (C2SP tlog-tiles), and what the page says of it. */
export async function transparencyRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const reader = deps.db

  app.get(`${logPath}/checkpoint`, hidden, async (_request, reply) => {
    const [head] = await selectNewestCheckpoints(reader, 1)
    if (head === undefined) throw new AppError('not_found')
    return reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'public, max-age=5')
      .send(checkpointNote(head, await selectCosignatures(reader, head)))
  })

  app.get<{ Params: { '*': string } }>(`${logPath}/tile/*`, hidden, async (request, reply) => {
    const tile = parseTilePath(`tile/${request.params['*']}`)
    const bytes = tile && (await bytesOf(reader, tile))
    if (bytes === undefined) throw new AppError('not_found')
    return reply
      .type('application/octet-stream')
      .header('cache-control', forEver)
      .send(Buffer.from(bytes))
  })

  serve(app, deps, readLog, () => logViewOf(reader, deps.config))
}

/** A tile's bytes; undefined where the log has not grown so far. */
function bytesOf(reader: Reader, tile: TileName): Promise<Uint8Array | undefined> {
  const { level, number, width } = tile
  return level === 'entries'
    ? entryBundle(reader, { number, width })
    : hashTile(reader, { level, number, width })
}

async function hashTile(
  reader: Reader,
  { level, number, width }: { level: number; number: number; width: number },
): Promise<Uint8Array | undefined> {
  if (level > 7) return undefined
  const [tile] = await selectTiles(reader, [{ level, number }])
  const bytes = tile?.hashes.subarray(0, width * hashBytes)
  return bytes?.length === width * hashBytes ? bytes : undefined
}

/** Texts in the log, each after its length in two bytes, the higher one first. */
async function entryBundle(
  reader: Reader,
  { number, width }: { number: number; width: number },
): Promise<Uint8Array | undefined> {
  const first = number * tileWidth
  const texts = await logTexts(reader, await selectRuns(reader, first, first + width))
  if (texts.length < width) return undefined
  const parts = texts.flatMap((text) => {
    if (text === null) throw new Error('the ledger lacks an entry of the log: run cunji verify')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(Buffer.byteLength(text))
    return [length, Buffer.from(text, 'utf8')]
  })
  return Buffer.concat(parts)
}
