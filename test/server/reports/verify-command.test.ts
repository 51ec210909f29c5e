import { expect, test } from 'vitest'
import { verify } from '../../../server/reports/verify.command.ts'
import { testApp } from '../../support/app.ts'
import { aRecognisedSale, xiazhuang } from '../../support/factories/attribution.ts'
import { breaksInvariants } from '../../support/invariants.ts'

const { deps, database } = await testApp()

/** Runs the command as `npm run cunji -- verify` does. */
async function run(...args: string[]) {
  const output: string[] = []
  const status = await verify.run({
    deps,
    pool: database,
    databaseUrl: database.url,
    args,
    say: (line) => output.push(line),
  })
  return { status, said: output.join('\n') }
}

test('§4.1 the command says that the ledger is whole, or names the first fault and exits 1', async () => {
  await aRecognisedSale(database, { grams: 500, cents: 900 })
  await aRecognisedSale(database, { grams: 500, cents: 900 })
  expect(await run()).toEqual({
    status: 0,
    said: 'The ledger is whole: 2 entries of 1 counties, 2 order lines.',
  })
  breaksInvariants(database, 'the command names what was tampered with')
  await database.sql.begin(async (tx) => {
    await tx.unsafe('set local session_replication_role = replica')
    await tx`update attribution.ledger_entries set grams = 501 where number = 2
      and village_code = ${xiazhuang}`
  })
  const { status, said } = await run()
  expect(status).toBe(1)
  expect(said).toMatch(/^First fault: hash, county 500237, number 2: /)
  expect(await run('44')).toMatchObject({ status: 0 })
})
