import { expect, test } from 'vitest'
import {
  askWitnesses,
  findLogFault,
  keepLog,
  publishLog,
} from '../../../server/transparency/index.ts'
import { rotateKey } from '../../../server/transparency/keep-log.ts'
import { parseNote, writeVerifierKey } from '../../../shared/transparency/signed-note.ts'
import { readLog } from '../../../shared/transparency/transparency.api.ts'
import { testApp } from '../../support/app.ts'
import { aRecognisedSale } from '../../support/factories/attribution.ts'
import { aWitness } from '../../support/factories/transparency.ts'

const witness = await aWitness()
const second = await aWitness('witness.test/w2')
const gone = 'http://127.0.0.1:9'
const absent = await aWitness('witness.test/gone')
const { app, call, database, deps } = await testApp({
  settings: {
    LOG_WITNESSES: [
      `${absent.key} ${gone}`,
      `${witness.key} ${witness.url}`,
      `${second.key} ${second.url}/`,
    ].join(', '),
  },
})
const errors: string[] = []
const ask = () => {
  errors.length = 0
  return askWitnesses(deps, (error) => errors.push(String(error)))
}
const signers = async () =>
  parseNote((await app.inject('/log/checkpoint')).body)?.signatures.map(({ name }) => name)
const sell = () => aRecognisedSale(database, { grams: 500, cents: 900 })

test('§4.5 witnesses co-sign each head once, and one that is gone holds up nobody', async () => {
  await keepLog(deps)
  const { log } = await call(readLog, {})
  for (const one of [witness, second]) one.follow(log?.keys[0]?.verifierKey ?? '')
  for (const count of [1, 2, 3]) {
    for (let at = 0; at < count; at += 1) await sell()
    await publishLog(deps)
    await ask()
    await ask()
    expect(errors).toEqual([expect.stringContaining('fetch failed')])
  }
  expect(await signers()).toEqual(['cunji.test/log', 'witness.test/w1', 'witness.test/w2'])
  expect(witness.seen.map(({ size }) => size)).toEqual([1, 3, 6])
  expect(witness.refusals).toEqual([])
  const shown = (await call(readLog, {})).log?.witnesses
  expect(shown?.map(({ name, size }) => [name, size])).toEqual([
    ['witness.test/gone', null],
    ['witness.test/w1', 6],
    ['witness.test/w2', 6],
  ])
  expect(await findLogFault(database.db)).toBeNull()
})

test('§4.5 what a witness has seen meanwhile, it says, and gets its proof from there', async () => {
  const { rows } = {
    rows: await database.sql`select body from transparency.checkpoints where size = 3`,
  }
  const root = Buffer.from(String(rows[0]?.body).split('\n')[2] ?? '', 'base64')
  const newcomer = await aWitness('witness.test/w3')
  newcomer.follow((await call(readLog, {})).log?.keys[0]?.verifierKey ?? '')
  newcomer.pretend(3, root)
  const logWitnesses = [{ key: newcomer.key, url: newcomer.url }]
  await askWitnesses({ ...deps, config: { ...deps.config, logWitnesses } }, (error) => {
    throw error
  })
  expect(newcomer.refusals).toEqual([409])
  expect(newcomer.seen.map(({ size }) => size)).toEqual([3, 6])
})

test('§4.5 a witness of another tree does not sign, and a larger one is told of', async () => {
  witness.pretend(6, new Uint8Array(32))
  await sell()
  await publishLog(deps)
  await ask()
  expect(errors).toContainEqual(expect.stringContaining(`${witness.url} answered 422`))
  expect(await signers()).toEqual(['cunji.test/log', 'witness.test/w2'])
  witness.pretend(99, new Uint8Array(32))
  await ask()
  expect(errors).toContainEqual(expect.stringContaining('was the database set back?'))
})

test('§4.5 a signature of another key is not taken', async () => {
  const logWitnesses = [{ key: second.key.replace('w2', 'w4'), url: second.url }]
  const problems: string[] = []
  const changed = { ...deps, config: { ...deps.config, logWitnesses } }
  await askWitnesses(changed, (error) => problems.push(String(error)))
  expect(problems).toEqual([expect.stringContaining('no signature of its key')])
})

test('§4.5 after a change of keys witnesses sign the new head once they know the key', async () => {
  const key = await rotateKey(deps)
  await ask()
  expect(errors).toContainEqual(expect.stringContaining(`${second.url} answered 403`))
  second.follow(writeVerifierKey(key))
  await ask()
  expect(await signers()).toEqual(['cunji.test/log', 'witness.test/w2'])
  expect(await findLogFault(database.db)).toBeNull()
})
