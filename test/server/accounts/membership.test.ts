import { expect, test } from 'vitest'
import { peopleOf } from '../../../server/accounts/index.ts'
import { testDatabase } from '../../support/database.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

const database = await testDatabase()

test('the people of an organisation are found by role and by name', async () => {
  const organisationId = await anOrganisation(database, { name: '下庄中心小学' })
  await aMember(database, { organisationId, roles: ['buyer'], name: '李芳' })
  await aMember(database, { organisationId, roles: ['approver', 'finance'], name: '张伟' })
  const approvers = await peopleOf(database.db, organisationId, ['approver', 'unit_leader'])
  expect(approvers.map((person) => person.name)).toEqual(['张伟'])
  expect(await peopleOf(database.db, organisationId, ['receiver'])).toEqual([])
})
