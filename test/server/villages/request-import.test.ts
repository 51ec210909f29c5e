import { expect, test } from 'vitest'
import { connect } from '../../../server/platform/db/connect.ts'
import { letProgramIn } from '../../../server/platform/db/program-role.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { divisionImportListeners, runImport } from '../../../server/villages/request-import.ts'
import { provinces, readImport, startImport } from '../../../shared/villages/villages.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

const { call, refusal, database, deps } = await testApp()
const { actor: admin } = await aMember(database, {
  organisationId: await anOrganisation(database, { kind: 'platform' }),
  roles: ['platform_admin'],
})
const as = { as: admin }
const start = (onlyCodes: string[] | null) => call(startImport, { body: { onlyCodes } }, as)
const newest = async () => (await call(readImport, {}, as)).import

test('before the first import the tree is empty', async () => {
  expect(await newest()).toBeNull()
  expect((await call(provinces, {})).items).toEqual([])
})

test('an import runs in the background by the program’s own role, and says how far it has come', async () => {
  const { import: started } = await start(['500237', '441826'])
  expect(started).toMatchObject({ finishedAt: null, total: null, onlyCodes: ['500237', '441826'] })
  const url = Object.assign(new URL(database.url), { username: 'cunji_importer', password: 'x' })
  await letProgramIn({ ownerUrl: database.url, programUrl: url.href, create: true, prepare: true })
  const program = connect({ url: url.href, max: 2 })
  await runImport({ ...deps, db: program.db }, started?.id ?? '')
  await program.close()
  await database.sql`drop owned by cunji_importer`
  await database.sql`drop role cunji_importer`
  const done = await newest()
  expect(done?.finishedAt).not.toBeNull()
  expect(done).toMatchObject({ hasFailed: false, abolished: 0, changed: 0 })
  expect([done?.read, done?.stored, done?.added]).toEqual([done?.total, done?.total, done?.total])
  expect(done?.total).toBeGreaterThan(400)
  expect((await call(provinces, {})).items.map(({ code }) => code)).toEqual(['44', '50'])
})

test('however many ask, one import is under way, and it is handed to the queue once', async () => {
  const answers = await Promise.all([start(['500237']), start(['500237']), start(['441826'])])
  expect(new Set(answers.map((answer) => answer.import?.id)).size).toBe(1)
  const events = await database.sql<{ subject_id: string }[]>`
    select subject_id from platform.outbox where topic = 'villages.import-requested'`
  expect(events).toHaveLength(2)
  const queued: object[] = []
  const jobs = {
    enqueue: async (_tx: unknown, _name: string, data: object) => void queued.push(data),
  }
  const [listener] = divisionImportListeners(jobs)
  const about = { payload: {}, publishedAt: deps.clock(), id: 1, topic: '', subjectType: '' }
  await transaction(database.db, async (tx) => {
    const event = { ...about, subjectId: answers[0]?.import?.id ?? '' }
    await listener?.handle(tx, { ...deps, requestId: '', now: deps.clock(), actor: admin }, [event])
  })
  expect(queued).toEqual([{ id: answers[0]?.import?.id }])
})

test('repeated it changes nothing, and one that fails may be started anew', async () => {
  const id = (await newest())?.id ?? ''
  await runImport(deps, id)
  expect(await newest()).toMatchObject({ id, added: 0, changed: 0, abolished: 0 })
  const { import: started } = await start(['50'])
  await database.sql`
    alter table villages.divisions add constraint full_up check (name <> '九龙坡区') not valid`
  await expect(runImport(deps, started?.id ?? '')).rejects.toThrow()
  await database.sql`alter table villages.divisions drop constraint full_up`
  expect(await newest()).toMatchObject({ id: started?.id, hasFailed: true })
  expect((await start(['50'])).import?.id).not.toBe(started?.id)
})

test('an area that the table does not have is refused at its field', async () => {
  const { fields } = await refusal(startImport, { body: { onlyCodes: ['500237', '999999'] } }, as)
  expect(fields).toMatchObject([{ path: ['onlyCodes'], code: 'unknown_division' }])
})
