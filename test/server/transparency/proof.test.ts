import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askWitnesses, keepLog, publishLog } from '../../../server/transparency/index.ts'
import { readEntryProof } from '../../../shared/reports/reports.api.ts'
import { readLog } from '../../../shared/transparency/transparency.api.ts'
import { type EntryProof, entryProof } from '../../../shared/transparency/transparency.schemas.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aCredit, aRecognisedSale } from '../../support/factories/attribution.ts'
import { aWitness } from '../../support/factories/transparency.ts'
import { readText, root } from '../../support/sources.ts'

const witness = await aWitness()
const { call, send, refusal, database, deps } = await testApp({
  settings: { LOG_SM3: 'true', LOG_WITNESSES: `${witness.key} ${witness.url}` },
})
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const params = { countyCode: '500237', number: 3 }
const verifier = path.join(root, 'web/public/verify-proof.mjs')
const folder = mkdtempSync(path.join(tmpdir(), 'cunji-proof-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the verifier as whoever holds the file does. */
async function verify(json: string, ...keys: string[]) {
  const file = path.join(folder, 'proof.json')
  writeFileSync(file, json)
  const child = spawn(process.execPath, [verifier, file, ...keys])
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  child.stderr.on('data', (text) => {
    said += text
  })
  const status = await new Promise((resolve) => child.on('close', resolve))
  return { status, said }
}

let file = ''
let proof: EntryProof

beforeAll(async () => {
  await keepLog(deps)
  for (let at = 0; at < 5; at += 1) await aRecognisedSale(database, { grams: 500, cents: 900 })
})

describe('§4.5 an entry is taken away', () => {
  test('only once a published head holds it', async () => {
    const problem = await refusal(readEntryProof, { params }, { as: official })
    expect(problem.code).toBe('not_in_log_yet')
  })

  test('by those who may read it, as a file, and the audit log tells', async () => {
    await publishLog(deps)
    const { log } = await call(readLog, {})
    witness.follow(log?.keys[0]?.verifierKey ?? '')
    await askWitnesses(deps, (error) => expect(error).toBeUndefined())
    const response = await send(readEntryProof, { params }, { as: official })
    expect(response.headers).toMatchObject({
      'content-type': expect.stringContaining('application/json'),
      'content-disposition': 'attachment; filename="500237-3.proof.json"',
    })
    file = response.body
    proof = entryProof.parse(JSON.parse(file))
    expect(proof).toMatchObject({ index: 2, chain: params })
    const stranger = signedIn({ roles: ['official'], divisionCode: '441826' })
    const problem = await refusal(readEntryProof, { params }, { as: stranger })
    expect(problem.code).toBe('not_found')
    const [row] = await database.sql`
      select subject_id from evidence.audit_entries where action = 'reports.export-proof'`
    expect(row).toMatchObject({ subject_id: '500237-3' })
  })

  test('with a second digest in SM3, without one where it is switched off', async () => {
    expect(proof.sm3?.text).toMatch(/^[0-9a-f]{64}$/)
    const { database: other, ...plain } = await testApp()
    const credit = aCredit()
    await aRecognisedSale(other, { grams: 500, cents: 900, credit })
    await publishLogOf(plain.deps)
    const first = { params: { ...params, number: 1 } }
    const { body } = await plain.send(readEntryProof, first, { as: official })
    expect(entryProof.parse(JSON.parse(body)).sm3).toBeNull()
    expect(await verify(body)).toMatchObject({ status: 0 })
  })
})

async function publishLogOf(others: typeof deps): Promise<void> {
  await keepLog(others)
  await publishLog(others)
}

describe('§4.5 the verifier', () => {
  test('is at most 200 lines of Node’s standard library', () => {
    const text = readText('web/public/verify-proof.mjs')
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(200)
    const imports = [...text.matchAll(/\bfrom '([^']+)'|\bimport\(|\brequire\(/g)]
    expect(imports.map(([, module]) => module)).toEqual(['node:crypto', 'node:fs', 'node:url'])
  })

  test('proves an entry offline, with the keys that one has', async () => {
    const { status, said } = await verify(file, proof.key, witness.key)
    expect(said).toMatch(/^PROVEN 已证实: entry 500237-3\nlog cunji\.test\/log: leaf 2 of 5/)
    expect(said).toContain('witnessed by witness.test/w1, 2026-')
    expect(said).toContain('SM3: the same')
    expect(said).not.toContain('NOT COMPARED')
    expect(status).toBe(0)
  })

  test('says so when no key was given', async () => {
    const { status, said } = await verify(file)
    expect(said).toContain(`NOT COMPARED 未核对公钥: is this the log's key? ${proof.key}`)
    expect(status).toBe(0)
  })

  test('says how it is used', async () => {
    const child = spawn(process.execPath, [verifier])
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2)
  })

  const other = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  const changes: Record<string, (proof: EntryProof) => unknown> = {
    'the amount in the text': (p) => ({ ...p, text: p.text.replace(',900,', ',901,') }),
    'a space in the text': (p) => ({ ...p, text: `${p.text} ` }),
    'the county': (p) => ({ ...p, chain: { ...p.chain, countyCode: '500238' } }),
    'the number': (p) => ({ ...p, chain: { ...p.chain, number: 4 } }),
    'the predecessor': (p) => ({ ...p, chain: { ...p.chain, previousHash: p.chain.hash } }),
    'the hash': (p) => ({ ...p, chain: { ...p.chain, hash: p.chain.previousHash } }),
    'the leaf': (p) => ({ ...p, leaf: p.leaf.replace(' 3 ', ' 4 ') }),
    'the SM3 in the leaf': (p) => ({ ...p, leaf: `${p.leaf.slice(0, -1)}g` }),
    'the leaf’s hash': (p) => ({ ...p, leafHash: other(p.leafHash, 4) }),
    'the index': (p) => ({ ...p, index: 1 }),
    'the index, below zero': (p) => ({ ...p, index: -1 }),
    'a hash of the proof': (p) => ({
      ...p,
      inclusion: p.inclusion.map((hash, at) => (at === 1 ? other(hash, 0) : hash)),
    }),
    'a hash less': (p) => ({ ...p, inclusion: p.inclusion.slice(1) }),
    'a hash more': (p) => ({ ...p, inclusion: [...p.inclusion, p.leafHash] }),
    'the log’s name': (p) => ({
      ...p,
      checkpoint: p.checkpoint.replace('cunji.test', 'cunj1.test'),
    }),
    'the size': (p) => ({ ...p, checkpoint: p.checkpoint.replace('\n5\n', '\n6\n') }),
    'the root': (p) => ({
      ...p,
      checkpoint: other(p.checkpoint, p.checkpoint.indexOf('\n5\n') + 9),
    }),
    'the signature': (p) => ({
      ...p,
      checkpoint: other(p.checkpoint, p.checkpoint.indexOf('— ') + 40),
    }),
    'the cosignature': (p) => ({ ...p, checkpoint: other(p.checkpoint, p.checkpoint.length - 20) }),
    'a line more under the checkpoint': (p) => ({ ...p, checkpoint: `${p.checkpoint}stranger\n` }),
    'a cosignature less': (p) => ({
      ...p,
      checkpoint: p.checkpoint.slice(0, p.checkpoint.lastIndexOf('— ')),
    }),
    'the key': (p) => ({ ...p, key: other(p.key, p.key.length - 9) }),
    'the witness’s key': (p) => ({
      ...p,
      witnessKeys: [other(witness.key, witness.key.length - 9)],
    }),
    'no witness': (p) => ({ ...p, witnessKeys: [] }),
    'the SM3 of the text': (p) => ({ ...p, sm3: { ...p.sm3, text: p.chain.hash } }),
    'the SM3 of the checkpoint': (p) => ({ ...p, sm3: { ...p.sm3, checkpoint: p.chain.hash } }),
    'the format': (p) => ({ ...p, format: 'cunji-proof-2' }),
    'a field more': (p) => ({ ...p, note: '' }),
    'a field less': ({ leaf: _, ...p }) => p,
  }

  test('refuses a file in which something else stands', { timeout: 90_000 }, async () => {
    const names = Object.keys(changes)
    const answers: string[] = []
    for (const name of names) {
      const json = JSON.stringify(changes[name]?.(proof))
      expect(json, name).not.toBe(JSON.stringify(proof))
      const { status, said } = await verify(json, proof.key)
      answers.push(`${name}: ${status} ${said.slice(0, 11)}`)
    }
    expect(answers).toEqual(names.map((name) => `${name}: 1 REFUSED 不成立`))
  })

  test('refuses another key than the one that is trusted', async () => {
    const { status } = await verify(file, proof.key.replace('cunji', 'other'))
    expect(status).toBe(1)
    expect((await verify(file, proof.key, proof.key)).status).toBe(1)
  })

  test('refuses every single byte that is another', async () => {
    const { verifyProof } = (await import(pathToFileURL(verifier).href)) as {
      verifyProof: (json: string, keys: string[]) => string[]
    }
    const bytes = Buffer.from(file)
    const accepted: string[] = []
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes)
      changed[at] = (bytes[at] ?? 0) ^ 1
      const json = changed.toString('utf8')
      const isRefused = () => {
        try {
          verifyProof(json, [proof.key])
          return false
        } catch {
          return true
        }
      }
      // What JSON reads as the same is the same file.
      if (!isRefused() && !isSameJson(json)) accepted.push(`${at}: ${json.slice(at - 9, at + 9)}`)
    }
    expect(accepted).toEqual([])
  })

  function isSameJson(json: string): boolean {
    return JSON.stringify(JSON.parse(json)) === JSON.stringify(proof)
  }
})
