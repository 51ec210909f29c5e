import { expect, test } from 'vitest'
import * as api from '../../../shared/exchange/imports.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aCooperative } from '../../support/factories/organisations.ts'
import { importing } from '../../support/importing.ts'

const app = await testApp({ settings: { RATE_LIMIT: '0' } })
const { call, refusal, database, deps } = app
const titles = ['产品名称', '品类', '产地', '规格', '净重（公斤）', '单价（元）']
const product = (number: number) => [
  ...[`示例产品${number}号`, '水果', '竹贤乡下庄村', '5公斤/箱', '5', '60'],
]
const sheet = [titles, ...Array.from({ length: 1_100 }, (_, number) => product(number))]

async function seller() {
  const { id: cooperativeId } = await aCooperative(database)
  const { actor } = await aMember(database, {
    organisationId: cooperativeId,
    roles: ['cooperative_manager'],
  })
  /** How many of the cooperative's products are on the way to being sold, and off sale. */
  const listed = async () => {
    const [row] = await database.sql<{ open: number; withdrawn: number }[]>`
      select count(*) filter (where state <> 'withdrawn')::integer as open,
        count(*) filter (where state = 'withdrawn')::integer as withdrawn
      from catalogue.products where cooperative_id = ${cooperativeId}`
    return { ...row }
  }
  const setState = (state: string) => database.sql`
    update organisations.cooperatives set state = ${state}
    where organisation_id = ${cooperativeId}`
  return { actor, listed, setState, ...importing(app, 'products', actor) }
}

/** An import that stopped after the first batch of its rows. */
async function stopped() {
  const importer = await seller()
  const { actor: as, check, setState, workOff, read } = importer
  const { id, version } = await check(sheet)
  const params = { importId: id }
  await call(api.applyImport, { params, body: { version } }, { as })
  await importer.workOnce()
  await setState('suspended')
  await workOff()
  const view = await read(id)
  expect(view).toMatchObject({ state: 'failed', done: 500, mayResume: true, mayUndo: true })
  expect(await importer.listed()).toEqual({ open: 500, withdrawn: 0 })
  return { ...importer, params, as }
}

test('an import that failed goes on where it stopped, each row once', async () => {
  const { as, params, setState, listed, workOff, read } = await stopped()
  const early = await refusal(api.resumeImport, { params }, { as })
  expect(early.code).toBe('cooperative_not_admitted')
  await setState('admitted')
  const resumed = await call(api.resumeImport, { params }, { as })
  expect(resumed).toMatchObject({ state: 'applying', done: 500, failure: null, mayResume: false })
  await workOff()
  const view = await read(params.importId)
  expect(view).toMatchObject({ state: 'applied', mayResume: false, counts: { create: 1_100 } })
  expect(await listed()).toEqual({ open: 1_100, withdrawn: 0 })
  const again = await refusal(api.resumeImport, { params }, { as })
  expect(again.code).toBe('illegal_transition')
})

test('what a failed import had done is taken back', async () => {
  const { params, listed, undo } = await stopped()
  const view = await undo(params.importId)
  expect(view).toMatchObject({ state: 'undone', mayResume: false, mayUndo: false })
  expect(await listed()).toEqual({ open: 0, withdrawn: 500 })
})

test('what was done and is in use stays, and the rest can be resumed', async () => {
  const { params, undo, setState, listed, as, workOff, read, rowsOf } = await stopped()
  const [row] = await rowsOf(params.importId)
  await database.sql`update catalogue.products set reviewed_at = ${deps.clock()}
    where id = ${row?.subject?.id ?? ''}`
  const view = await undo(params.importId)
  const failure = 'something_hangs_on_it'
  expect(view).toMatchObject({ state: 'failed', failure, mayResume: true, mayUndo: true })
  await setState('admitted')
  await call(api.resumeImport, { params }, { as })
  await workOff()
  expect((await read(params.importId)).state).toBe('applied')
  expect(await listed()).toEqual({ open: 1_100, withdrawn: 0 })
})

test('one that failed while it was checked is checked on, and has nothing to take back', async () => {
  const { actor: as, check, read, workOff } = await seller()
  const { id } = await check(sheet)
  await database.sql`update exchange.imports set state = 'failed', failed_in = 'checking',
    failure = 'internal_error', done = 1000 where id = ${id}`
  await database.sql`update exchange.import_rows set outcome = null
    where import_id = ${id} and number > 1001`
  const params = { importId: id }
  expect(await read(id)).toMatchObject({ mayResume: true, mayUndo: false })
  expect((await refusal(api.undoImport, { params }, { as })).code).toBe('illegal_transition')
  await call(api.resumeImport, { params }, { as })
  await workOff()
  expect(await read(id)).toMatchObject({ state: 'checked', counts: { create: 1_100 } })
})
