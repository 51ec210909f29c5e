import { beforeAll, describe, expect, test } from 'vitest'
import { verify } from '../../../server/reports/verify.command.ts'
import { findLogFault, keepLog, logChecks, publishLog } from '../../../server/transparency/index.ts'
import { testApp } from '../../support/app.ts'
import { aRecognisedSale } from '../../support/factories/attribution.ts'
import { breaksInvariants } from '../../support/invariants.ts'
import { readText } from '../../support/sources.ts'

const { database, deps } = await testApp()
breaksInvariants(database, 'each test tampers with the log and asks what the verifier finds')

/** Runs the command as `npm run cunji -- verify` does. */
async function run(...args: string[]): Promise<string> {
  const output: string[] = []
  const input = { deps, pool: database, databaseUrl: database.url, args }
  await verify.run({ ...input, say: (line) => output.push(line) })
  return output.join('\n')
}

/** What somebody with all rights over the database could do, taken back after the question. */
async function afterTampering(statement: string, ...args: string[]): Promise<string> {
  const kept = ['runs', 'tiles', 'checkpoints'].map((table) => `transparency.${table}`)
  await database.sql.begin(async (tx) => {
    await tx.unsafe('set local session_replication_role = replica')
    for (const table of kept)
      await tx.unsafe(
        `create table ${table.replace('transparency.', 'public.kept_')} as table ${table}`,
      )
    await tx.unsafe(statement)
  })
  const said = await run(...args)
  await database.sql.begin(async (tx) => {
    await tx.unsafe('set local session_replication_role = replica')
    for (const table of kept) {
      const copy = table.replace('transparency.', 'public.kept_')
      await tx.unsafe(`delete from ${table}`)
      await tx.unsafe(`insert into ${table} table ${copy}`)
      await tx.unsafe(`drop table ${copy}`)
    }
  })
  return said
}

beforeAll(async () => {
  await keepLog(deps)
  const villages = Array.from({ length: 300 }, (_, at) => ({
    villageCode: `500237${100_000 + at}`,
    grams: 10,
  }))
  await aRecognisedSale(database, { grams: 3_000, cents: 3_000, villages })
  await publishLog(deps)
  await aRecognisedSale(database, { grams: 100, cents: 100 })
  await publishLog(deps)
  await aRecognisedSale(database, { grams: 100, cents: 100 })
  expect(await run()).toContain('The ledger is whole: 302 entries')
})

describe('§4.5 the verifier finds', () => {
  const flip = `set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)`
  test.each([
    [`update transparency.tiles ${flip} where level = 0 and number = 0`, 'log_leaf', ', number 2'],
    [
      `update transparency.tiles ${flip} where level = 0 and number = 1`,
      'log_leaf',
      ', number 258',
    ],
    [
      `update transparency.tiles set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)
        where level = 1`,
      'log_tile',
      '',
    ],
    ['delete from transparency.tiles where level = 1', 'log_tile', ''],
    [
      `update transparency.runs set first_number = 302 where first_number = 301`,
      'log_run',
      ', number 302',
    ],
    ['delete from transparency.runs where first_index = 0', 'log_run', ''],
    ['delete from transparency.runs where first_index = 300', 'log_head', ''],
    [
      `update transparency.checkpoints set body = replace(body, 'cunji.test', 'cunj1.test')
        where size = 300`,
      'log_signature',
      '',
    ],
    [
      `update transparency.checkpoints set body = (select body from transparency.checkpoints
        where size = 301) where size = 300`,
      'log_head',
      '',
    ],
  ])('%s', async (statement, check, place) => {
    const said = await afterTampering(statement)
    expect(said).toContain(`First fault: ${check}, county `)
    expect(said).toContain(place)
    expect(await run()).toContain('The ledger is whole')
  })

  test('a county’s chain that was made anew, which agrees with itself', async () => {
    const set = (hash: string) =>
      database.sql.begin(async (tx) => {
        await tx.unsafe('set local session_replication_role = replica')
        await tx`update attribution.ledger_entries set hash = ${hash} where number = 301`
      })
    const [entry] = await database.sql`
      select hash from attribution.ledger_entries where number = 301`
    await set('ab'.repeat(32))
    const fault = await findLogFault(database.db)
    await set(String(entry?.hash))
    expect(fault).toMatchObject({ check: 'log_leaf', countyCode: '500237', number: 301 })
  })

  test('nothing of the nation’s log when one county is asked for', async () => {
    const said = await afterTampering('delete from transparency.tiles where level = 1', '500237')
    expect(said).toContain('The ledger is whole')
  })
})

test.each(['zh-CN', 'en'])('every check has a name in %s', (language) => {
  const { fault } = JSON.parse(readText(`web/locales/${language}/verification.json`))
  expect(Object.keys(fault)).toEqual(expect.arrayContaining([...logChecks]))
})
