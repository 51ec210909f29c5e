import { expect, test } from 'vitest'
import {
  accountSmsListeners,
  nameInSms,
  smsForAccounts,
} from '../../../server/accounts/account-sms.ts'
import { type Context, systemActor } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import type { Sms, SmsGateway } from '../../../server/platform/sms/sms-gateway.ts'
import * as account from '../../../shared/accounts/accounts.api.ts'
import * as members from '../../../shared/accounts/members.api.ts'
import { testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

const { call, database, deps } = await testApp()
const organisationId = await anOrganisation(database, { name: '下庄中心小学' })
const leader = await aMember(database, { organisationId, roles: ['unit_leader'] })
const password = '一亩三分地里的三棵大白菜'

const sent: Sms[] = []
const gateway = { send: async (sms: Sms) => void sent.push(sms) }
const failing = {
  send: async () => {
    throw new Error('the SMS gateway answered 503')
  },
}

/** Does what the queue would do with everything that was published since. */
async function messages(through: SmsGateway = gateway): Promise<Sms[]> {
  sent.length = 0
  const jobs: object[] = []
  const enqueue = async (_tx: unknown, _name: string, data: object) => void jobs.push(data)
  const listeners = accountSmsListeners({ enqueue })
  await relayOnce({ ...deps, log: { error: () => {} }, listeners })
  const context: Context = { actor: systemActor, requestId: 'sms', now: testClock(), newId }
  for (const job of jobs) {
    expect(JSON.stringify(job)).not.toMatch(/token|code/)
    await smsForAccounts({ ...deps, gateway: through }, context, job as never)
  }
  return [...sent]
}

const inviteBy = (phone: string | null, email: string | null = null, name = '李师傅') =>
  call(
    members.invite,
    { params: { organisationId }, body: { name, phone, email, roles: ['receiver'] } },
    { as: leader.actor },
  )

test('whoever has a phone alone gets a code that opens the invitation; with e-mail none', async () => {
  await inviteBy('13900000101')
  await inviteBy('13900000102', 'both@unit.test')
  const [message, ...others] = await messages()
  expect(others).toEqual([])
  expect(message).toMatchObject({ to: '13900000101', kind: 'invitation' })
  expect(Object.values(message?.words ?? {}).every((word) => word.length <= 35)).toBe(true)
  const token = message?.words.code ?? ''
  const opened = await call(members.acceptInvitation, { body: { token, password } })
  expect(opened.session.person.name).toBe('李师傅')
})

test('a withdrawn invitation sends nothing', async () => {
  const { invitationId } = await inviteBy('13900000103')
  await call(members.withdrawInvitation, { params: { invitationId } }, { as: leader.actor })
  expect(await messages()).toEqual([])
})

test('§11.3 a link for a new password goes to the phone as well, and works once', async () => {
  const member = await aMember(database, { organisationId, roles: ['receiver'] })
  await database.sql`update accounts.people set email = null, phone = '13900000104'
    where id = ${member.personId}`
  const params = { membershipId: member.membershipId }
  await call(members.issueRecoveryLink, { params }, { as: leader.actor })
  const [message] = await messages()
  expect(message).toMatchObject({ to: '13900000104', kind: 'recovery' })
  const token = message?.words.token ?? ''
  expect(token).toHaveLength(32)
  await call(account.resetPassword, { body: { token, newPassword: password } })
  await call(account.signIn, { body: { login: '13900000104', password } })
})

test('a number gets so many messages and no more; one that fails counts for nothing', async () => {
  const member = await aMember(database, { organisationId, roles: ['receiver'] })
  await database.sql`update accounts.people set email = null, phone = '13900000105'
    where id = ${member.personId}`
  const params = { membershipId: member.membershipId }
  const ask = () => call(members.issueRecoveryLink, { params }, { as: leader.actor })
  const counts: number[] = []
  for (let time = 0; time < 8; time += 1) {
    await ask()
    if (time < 2) await expect(messages(failing)).rejects.toThrow('503')
    else counts.push((await messages()).length)
  }
  expect(counts).toEqual([1, 1, 1, 1, 1, 0])
})

test('a name is harmless in a message', () => {
  expect(nameInSms('【招商银行】请点 http://x.cn {code} 13800138000')).not.toMatch(
    /[【】{}]|:\/\/|\.cn|\d{5}/,
  )
  expect(nameInSms('很'.repeat(60))).toHaveLength(20)
})
