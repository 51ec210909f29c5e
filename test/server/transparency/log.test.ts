import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { ledgerEntry } from '../../../server/attribution/index.ts'
import { sqlstateOf } from '../../../server/platform/db/sqlstate.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { appendEntries } from '../../../server/transparency/append-entries.ts'
import { proofFrom } from '../../../server/transparency/entry-proof.ts'
import { leafOf, sha256, sm3Hex } from '../../../server/transparency/hashing.ts'
import { findLogFault, keepLog, publishLog } from '../../../server/transparency/index.ts'
import { rotateKey } from '../../../server/transparency/keep-log.ts'
import { publishCheckpoint } from '../../../server/transparency/publish-checkpoint.ts'
import { isSignedBy } from '../../../server/transparency/signing-key.ts'
import { canonicalEntry } from '../../../shared/attribution/ledger-hash.ts'
import {
  consistencyPlan,
  treeRoot,
  verifyConsistency,
} from '../../../shared/transparency/merkle.ts'
import {
  type Checkpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
} from '../../../shared/transparency/signed-note.ts'
import { hashBytes, placeInTile, rootInTile, tilePath } from '../../../shared/transparency/tiles.ts'
import { readLog } from '../../../shared/transparency/transparency.api.ts'
import { testApp } from '../../support/app.ts'
import { aRecognisedSale, shijing, xiazhuang } from '../../support/factories/attribution.ts'
import { stopBefore } from '../../support/race.ts'

let now = new Date('2026-11-22T04:00:00Z')
const { app, call, database, deps } = await testApp({
  clock: () => now,
  settings: { RATE_LIMIT: '0' },
})
const { sql } = database

beforeEach(() => {
  now = new Date(now.getTime() + 3_600_000)
})

const sell = (villageCode = xiazhuang) =>
  aRecognisedSale(database, { grams: 10, cents: 10, villages: [{ villageCode, grams: 10 }] })

async function fetchText(address: string): Promise<string> {
  return (await app.inject(address)).body
}

/** What somebody who only has the public address sees. */
async function publicHead(): Promise<Checkpoint & { note: string }> {
  const note = await fetchText('/log/checkpoint')
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '')
  if (checkpoint === undefined) throw new Error('the checkpoint is readable')
  return { ...checkpoint, note }
}

async function publicBytes(
  level: number | 'entries',
  number: number,
  width: number,
): Promise<Buffer> {
  const { statusCode, rawPayload } = await app.inject(
    `/log/${tilePath({ level, number, width: Math.min(width, 256) })}`,
  )
  if (statusCode !== 200) throw new Error(`tile ${level} ${number}.p/${width}: ${statusCode}`)
  return rawPayload
}

/** All texts that the entry bundles hold. */
async function publicEntries(size: number): Promise<string[]> {
  const texts: string[] = []
  for (let first = 0; first < size; first += 256) {
    const bundle = await publicBytes('entries', first / 256, size - first)
    for (let at = 0; at < bundle.length; ) {
      const length = bundle.readUInt16BE(at)
      texts.push(bundle.toString('utf8', at + 2, at + 2 + length))
      at += 2 + length
    }
  }
  return texts
}

describe('§4.5 the log', () => {
  test('begins with a key that only its file holds, and the head of the empty tree', async () => {
    expect(await call(readLog, {})).toEqual({ log: null })
    expect((await app.inject('/log/checkpoint')).statusCode).toBe(404)
    expect(await keepLog(deps)).toBe(false)
    const { log } = await call(readLog, {})
    expect(log).toMatchObject({ origin: 'cunji.test/log', waiting: 0, witnesses: [] })
    const { note, size, root } = await publicHead()
    expect([size, Buffer.from(root).toString('hex')]).toEqual([
      0,
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ])
    const key = parseVerifierKey(log?.keys[0]?.verifierKey ?? '')
    const [signature] = parseNote(note)?.signatures ?? []
    if (!key || !signature) throw new Error('the head is signed')
    expect(isSignedBy(key, parseNote(note)?.text ?? '', signature)).toBe(true)

    const folder = path.join(deps.config.dataDirectory, 'log-keys')
    const [file = ''] = readdirSync(folder)
    expect(statSync(path.join(folder, file)).mode & 0o77).toBe(0)
    const secret = readFileSync(path.join(folder, file), 'utf8').split('\n')[1] ?? ''
    expect(secret).toMatch(/^[A-Za-z0-9+/]{60,}=*$/)
    const [rows] = await sql`
      select (select jsonb_agg(k) from transparency.signing_keys k)::text as keys,
        (select jsonb_agg(a) from evidence.audit_entries a)::text as audit`
    expect(JSON.stringify([rows, log])).not.toContain(secret)
    expect(rows?.audit).toContain('transparency.start-log')
  })

  test('is begun once, though two servers start together', async () => {
    await Promise.all([keepLog(deps), keepLog(deps), keepLog(deps)])
    const [row] = await sql`select count(*)::int as keys from transparency.signing_keys`
    expect(row?.keys).toBe(1)
    expect(readdirSync(path.join(deps.config.dataDirectory, 'log-keys'))).toHaveLength(1)
  })

  test('takes up what was posted, and publishes its head every hour', async () => {
    await sell()
    await sell(shijing)
    await keepLog(deps)
    expect((await publicHead()).size).toBe(2)
    await sell()
    await keepLog(deps)
    expect((await publicHead()).size, 'not before the hour is over').toBe(2)
    expect((await call(readLog, {})).log?.waiting).toBe(1)
    now = new Date(now.getTime() + 3_600_000)
    await keepLog(deps)
    expect((await publicHead()).size).toBe(3)
    await sell()
    expect(await publishLog(deps), 'at once, for the close of a period').toBe(true)
    expect(await publishLog(deps), 'nothing is new').toBe(false)
    expect((await publicHead()).size).toBe(4)
    expect(await findLogFault(database.db)).toBeNull()
  })

  test('an entry stands there as its county, its number and its hash, and says no more', async () => {
    const texts = await publicEntries((await publicHead()).size)
    const entry = await ledgerEntry(database.db, { countyCode: '500237', number: 1 })
    expect(texts[1]).toBe(`cunji-log-1 entry 500237 1 ${entry?.hash}`)
    expect(texts.map((text) => text.replace(/[0-9a-f]{64}/, 'hash'))).toEqual([
      'cunji-log-1 entry 441826 1 hash',
      'cunji-log-1 entry 500237 1 hash',
      'cunji-log-1 entry 500237 2 hash',
      'cunji-log-1 entry 500237 3 hash',
    ])
  })

  test('tiles stay as they are, heads are asked for again', async () => {
    const tile = await app.inject('/log/tile/0/000.p/2')
    expect(tile.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/octet-stream',
    })
    const head = await app.inject('/log/checkpoint')
    expect(head.headers).toMatchObject({
      'cache-control': 'public, max-age=5',
      'content-type': 'text/plain; charset=utf-8',
    })
    for (const absent of ['0/000', '0/000.p/9', '1/000.p/1', '9/000', 'entries/000.p/9', '0/0', ''])
      expect((await app.inject(`/log/tile/${absent}`)).statusCode, absent).toBe(404)
  })

  test('an outsider recomputes the root from the bundles, and finds the tiles the same', async () => {
    const heads = [await publicHead()]
    for (const count of [3, 300, 1, 219]) {
      await postEntries(count)
      await publishLog(deps)
      heads.push(await publicHead())
    }
    const last = heads.at(-1)
    if (last === undefined) throw new Error('there are heads')
    const leaves = (await publicEntries(last.size)).map((text) => leafOf(text))
    for (let first = 0; first < last.size; first += 256) {
      const tile = await publicBytes(0, first / 256, last.size - first)
      const own = Buffer.concat(leaves.slice(first, first + 256))
      expect(tile.equals(own.subarray(0, tile.length))).toBe(true)
    }
    const all = Buffer.concat(leaves)
    for (const { size, root } of heads) {
      const own = treeRoot(sha256, size, ({ level, index }) =>
        rootInTile(sha256, all, { first: index * 2 ** level, count: 2 ** level }),
      )
      expect(Buffer.from(own).equals(root)).toBe(true)
    }
    const upper = await publicBytes(1, 0, Math.floor(last.size / 256))
    const place = placeInTile({ level: 8, index: 0 })
    expect(place).toEqual({ level: 1, number: 0, first: 0, count: 1 })
    const folded = rootInTile(sha256, all, { first: 0, count: 256 })
    expect(upper.subarray(0, hashBytes).equals(folded)).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.nat(heads.length - 1), fc.nat(heads.length - 1), async (one, other) => {
        const old = heads[Math.min(one, other)]
        const head = heads[Math.max(one, other)]
        if (!old || !head) throw new Error('both are heads')
        const proof = await proofFrom(database.db, consistencyPlan(old.size, head.size))
        const claim = { oldSize: old.size, oldRoot: old.root, ...head, proof }
        expect(verifyConsistency(sha256, claim)).toBe(true)
        const forged = { ...claim, oldRoot: sha256(old.root) }
        expect(old.size > 0 && verifyConsistency(sha256, forged)).toBe(false)
      }),
      { numRuns: 20 },
    )
    expect(await findLogFault(database.db)).toBeNull()
  })

  test('two workers never log an entry twice, and the second does not wait', async () => {
    await postEntries(40)
    const stop = stopBefore(database, /insert into transparency\.tiles/)
    const first = appendEntries(database.db, { withSm3: false })
    await stop.reached
    expect(await appendEntries(database.db, { withSm3: false })).toBe(false)
    stop.release()
    await first
    await Promise.all([publishLog(deps), publishLog(deps)])
    expect(await findLogFault(database.db)).toBeNull()
  })

  test('what was posted but not committed is not logged, and nobody who posts waits', async () => {
    const stop = stopBefore(database, /insert into transparency\.tiles/)
    await postEntries(1)
    const logging = appendEntries(database.db, { withSm3: false })
    await stop.reached
    await sell()
    stop.release()
    await logging
    await publishLog(deps)
    expect(await findLogFault(database.db)).toBeNull()
  })
})

describe('§4.5 keys', () => {
  test('another one signs from now on, and the old one stays listed with its dates', async () => {
    const before = await publicHead()
    const key = await rotateKey(deps)
    const { log } = await call(readLog, {})
    expect(log?.keys.map(({ retiredAt }) => retiredAt)).toEqual([now.toISOString(), null])
    const after = await publicHead()
    expect(after.root).toEqual(before.root)
    expect(parseNote(after.note)?.signatures.map(({ keyId }) => keyId)).toEqual([key.keyId])
    const old = parseVerifierKey(log?.keys[0]?.verifierKey ?? '')
    const [signature] = parseNote(before.note)?.signatures ?? []
    if (!old || !signature) throw new Error('the old key is listed')
    expect(isSignedBy(old, parseNote(before.note)?.text ?? '', signature)).toBe(true)
    expect(await findLogFault(database.db)).toBeNull()
    const audit = await sql`select action from evidence.audit_entries where action like 'transp%'`
    expect(audit.map(({ action }) => action)).toContain('transparency.rotate-key')
  })

  test('a server without the file publishes nothing, and says so when none has it', async () => {
    await postEntries(1)
    const elsewhere = { ...deps, config: { ...deps.config, dataDirectory: '/nowhere' } }
    await keepLog(elsewhere)
    const { size } = await publicHead()
    now = new Date(now.getTime() + 3 * 3_600_000)
    await expect(keepLog(elsewhere)).rejects.toThrow('cunji rotate log-key')
    expect((await publicHead()).size).toBe(size)
    await keepLog(deps)
    expect((await publicHead()).size).toBe(size + 1)
  })
})

test('§4.5 with SM3 each leaf holds a second digest, and older ones stay as they are', async () => {
  await publishLog(deps)
  const { size } = await publicHead()
  await postEntries(2)
  await publishLog({ ...deps, config: { ...deps.config, logSm3: true } })
  const texts = (await publicEntries(size + 2)).slice(size)
  const number = Number(texts[1]?.split(' ')[3])
  const entry = await ledgerEntry(database.db, { countyCode: '500237', number })
  if (entry === undefined) throw new Error('the entry stands in the ledger')
  expect(texts[1]).toMatch(
    new RegExp(`${entry.hash} sm3:${sm3Hex(canonicalEntry(entry, entry.previousHash))}$`),
  )
  // GB/T 32905, A.1.
  expect(sm3Hex('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
  expect(await findLogFault(database.db)).toBeNull()
})

test('§4.5 the database refuses to change what was logged', async () => {
  for (const change of [
    'update transparency.runs set entries = 1',
    'delete from transparency.checkpoints',
    'truncate transparency.tiles',
    `update transparency.tiles set hashes = decode(repeat('00', 32), 'hex') where level = 0`,
    `update transparency.tiles set hashes = substr(hashes, 33) where number = 0 and level = 1`,
  ]) {
    const refused = sql.unsafe(change).then(() => 'changed', sqlstateOf)
    expect(await refused, change).toBe('42501')
  }
})

test('§4.5 a head is only signed where the log is', async () => {
  rmSync(path.join(deps.config.dataDirectory, 'log-keys'), { recursive: true })
  expect(await transaction(database.db, (tx) => publishCheckpoint(tx, deps))).toBe(false)
})

/** So many more entries of one county, posted at once: one of each village of a sale. */
async function postEntries(count: number): Promise<void> {
  const villages = Array.from({ length: count }, (_, at) => ({
    villageCode: `500237${100_000 + at}`,
    grams: 10,
  }))
  await aRecognisedSale(database, { grams: count * 10, cents: count * 10, villages })
}
