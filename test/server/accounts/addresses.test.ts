import { expect, test } from 'vitest'
import { nameInMail } from '../../../server/accounts/account-texts.ts'
import { type AccountMail, mailForAccounts } from '../../../server/accounts/index.ts'
import { invitationToken } from '../../../server/accounts/secrets.ts'
import { type Actor, systemActor } from '../../../server/platform/context.ts'
import * as account from '../../../shared/accounts/accounts.api.ts'
import * as api from '../../../shared/accounts/members.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

const program = await testApp()
const { call, refusal, send, database, deps } = program
const password = '一亩三分地里的三棵大白菜'
const better = '秋天的最后一茬茶叶真的香'

async function aUnit() {
  const organisationId = await anOrganisation(database, { name: '下庄中心小学' })
  const leader = await aMember(database, { organisationId, roles: ['unit_leader'] })
  return { organisationId, leader, params: { organisationId } }
}

const tokenOf = (link: string | null) => link?.split('#')[1] ?? ''
let counter = 0
const nextEmail = () => `somebody${counter++}@bureau.test`
const invitee = (addresses: { email?: string; phone?: string }) => ({
  name: '李芳',
  roles: ['buyer' as const],
  ...addresses,
})

/** The mails that an event about this subject asks for. */
async function mailsAbout(subjectId: string): Promise<AccountMail[]> {
  const sent: AccountMail[] = []
  const mailing = { ...deps, sendMail: async (mail: AccountMail) => void sent.push(mail) }
  const events = await database.sql<{ topic: string }[]>`
    select topic from platform.outbox where subject_id = ${subjectId} order by id`
  for (const { topic } of events)
    await mailForAccounts(mailing, contextFor(systemActor), { topic, subjectId })
  return sent
}

/** An account that was opened by a handed-over link. */
async function byHand(unit: Awaited<ReturnType<typeof aUnit>>, phone?: string) {
  const body = invitee(phone === undefined ? { email: nextEmail() } : { phone })
  const { link } = await call(api.invite, { params: unit.params, body }, { as: unit.leader.actor })
  const accepting = { token: tokenOf(link), password }
  return call(api.acceptInvitation, { body: accepting })
}

test('§11.1 who invites gets no account under the address they invite', async () => {
  const unit = await aUnit()
  const email = nextEmail()
  const body = invitee({ email, phone: '13900000001' })
  const { link } = await call(api.invite, { params: unit.params, body }, { as: unit.leader.actor })
  const token = tokenOf(link)
  const shown = await call(api.showInvitation, { body: { token } })
  expect(shown).toMatchObject({ provesEmail: false, hasAccount: false })
  const { session } = await call(api.acceptInvitation, { body: { token, password } })
  const { memberNumber, ...person } = session.person
  expect(person).toMatchObject({ email: null, phone: null })
  expect(memberNumber).toMatch(/^[2-9]\d{7}$/)
  for (const login of [email, '13900000001'])
    expect((await refusal(account.signIn, { body: { login, password } })).status).toBe(401)
  const entered = await call(account.signIn, { body: { login: memberNumber ?? '', password } })
  expect(entered.session.acting?.organisationId).toBe(unit.organisationId)

  const later = await aUnit()
  const rightly = await call(
    api.invite,
    { params: later.params, body: invitee({ email }) },
    { as: later.leader.actor },
  )
  const mail = (await mailsAbout(rightly.invitationId))[0]
  const mailedToken = invitationToken(deps.config, rightly.invitationId, 'mail')
  expect(mail?.text).toContain(mailedToken)
  const accepted = await call(api.acceptInvitation, { body: { token: mailedToken, password } })
  expect(accepted.session.person).toMatchObject({ email, memberNumber: null })
})

test('§11.1 a handed-over link touches an account only by signing in with it', async () => {
  const home = await aUnit()
  const known = await aMember(database, { ...home, roles: ['finance'], password })
  const unit = await aUnit()
  const body = invitee({ email: known.email })
  const { link } = await call(api.invite, { params: unit.params, body }, { as: unit.leader.actor })
  const token = tokenOf(link)
  expect((await call(api.showInvitation, { body: { token } })).hasAccount).toBe(false)
  const wrong = { token, password: better, login: known.email }
  expect((await refusal(api.acceptInvitation, { body: wrong })).code).toBe('wrong_credentials')
  const right = { token, password, login: known.email }
  const { session } = await call(api.acceptInvitation, { body: right })
  expect(session.person.id).toBe(known.personId)
  expect(session.memberships).toHaveLength(2)
})

test('§11.1 two links accepted at once for one new address: one account, one clear answer', async () => {
  const email = nextEmail()
  const accepting = async () => {
    const unit = await aUnit()
    const { invitationId } = await call(
      api.invite,
      { params: unit.params, body: invitee({ email }) },
      { as: unit.leader.actor },
    )
    return { token: invitationToken(deps.config, invitationId, 'mail'), password }
  }
  const bodies = [await accepting(), await accepting()]
  const both = await Promise.all(bodies.map((body) => send(api.acceptInvitation, { body })))
  const refused = both.filter(({ statusCode }) => statusCode !== 200)
  for (const answer of refused) expect(answer.json().code).toBe('address_taken')
  const people = await database.sql`select from accounts.people where email = ${email}`
  expect(people).toHaveLength(1)
})

test('§11.1 an e-mail becomes one’s own by the code that was mailed there', async () => {
  const { accessToken, session } = await byHand(await aUnit())
  const as = accessToken
  const email = nextEmail()
  const wrongly = { email, password: 'not this one' }
  expect((await refusal(account.requestEmail, { body: wrongly }, { as })).fields).toMatchObject([
    { path: ['password'], code: 'wrong_password' },
  ])
  await call(account.requestEmail, { body: { email, password } }, { as })
  const [claim] = await database.sql<{ id: string }[]>`
    select id from accounts.email_claims where person_id = ${session.person.id}`
  const [mail] = await mailsAbout(claim?.id ?? '')
  expect(mail?.to).toBe(email)
  const code = /\d{8}/.exec(mail?.text ?? '')?.[0] ?? ''
  const other = code === '11111111' ? '22222222' : '11111111'
  const refused = await refusal(account.confirmEmail, { body: { code: other } }, { as })
  expect(refused.fields).toMatchObject([{ path: ['code'], code: 'wrong_code' }])
  expect((await send(account.signIn, { body: { login: email, password } })).statusCode).toBe(401)
  expect(await call(account.confirmEmail, { body: { code } }, { as })).toMatchObject({ email })
  await call(account.signIn, { body: { login: email, password } })
  expect((await refusal(account.confirmEmail, { body: { code } }, { as })).status).toBe(400)
})

test('§11.1 two people state one phone number, and neither keeps the other out', async () => {
  const phone = '13900000002'
  const first = await byHand(await aUnit(), phone)
  const unit = await aUnit()
  const second = await aMember(database, { ...unit, roles: ['buyer'], password: better })
  const entered = await call(account.signIn, { body: { login: second.email, password: better } })
  const as = entered.accessToken
  const changed = await call(account.changePhone, { body: { phone, password: better } }, { as })
  expect(changed.phone).toBe(phone)
  const whoIs = async (secret: string) =>
    (await call(account.signIn, { body: { login: phone, password: secret } })).session.person.id
  expect(await whoIs(password)).toBe(first.session.person.id)
  expect(await whoIs(better)).toBe(second.personId)
})

test('§11.1 a phone number that an account has is not given to another by invitation', async () => {
  const phone = '13900000006'
  const invited = async (secret: string) => {
    const unit = await aUnit()
    const { link } = await call(
      api.invite,
      { params: unit.params, body: invitee({ phone }) },
      { as: unit.leader.actor },
    )
    return { token: tokenOf(link), password: secret }
  }
  const bodies = [await invited(password), await invited(better)]
  const both = await Promise.all(bodies.map((body) => call(api.acceptInvitation, { body })))
  const people = both.map(({ session }) => session.person)
  expect(people.map((person) => person.phone).sort()).toEqual([phone, null].sort())
  for (const [index, person] of people.entries()) {
    const secret = bodies[index]?.password ?? ''
    const byPhone = await send(account.signIn, { body: { login: phone, password: secret } })
    expect(byPhone.statusCode).toBe(person.phone === null ? 401 : 200)
    const body = { login: person.memberNumber ?? '', password: secret }
    expect((await call(account.signIn, { body })).session.person.id).toBe(person.id)
  }
  const third = await invited(password)
  const owner = people.find((person) => person.phone !== null)
  const right = bodies[people.findIndex((person) => person.id === owner?.id)]?.password ?? ''
  const joined = await call(api.acceptInvitation, {
    body: { ...third, password: right, login: phone },
  })
  expect(joined.session.person.id).toBe(owner?.id)
})

test('§11.3 a member without e-mail gets a link from the head, and nobody else does', async () => {
  const unit = await aUnit()
  const { session, accessToken } = await byHand(unit, '13900000003')
  const personId = session.person.id
  const [membership] = await database.sql<{ id: string }[]>`
    select id from accounts.memberships where person_id = ${personId}`
  const params = { membershipId: membership?.id ?? '' }
  const as = unit.leader.actor
  const stranger = signedIn({ roles: ['unit_leader'] })
  expect((await refusal(api.issueRecoveryLink, { params }, { as: stranger })).status).toBe(404)
  const { link } = await call(api.issueRecoveryLink, { params }, { as })
  const told = await mailsAbout(params.membershipId)
  expect(told.map(({ to }) => to)).toContain(unit.leader.email)
  expect(told.some(({ text }) => text.includes(tokenOf(link)))).toBe(false)
  const reset = { token: tokenOf(link), newPassword: better }
  await call(account.resetPassword, { body: reset })
  await call(account.signIn, { body: { login: '13900000003', password: better } })
  expect((await refusal(account.resetPassword, { body: reset })).code).toBe('link_expired')
  // The session of before is over.
  const again = { name: '李芳芳' }
  expect((await send(account.updateAccount, { body: again }, { as: accessToken })).statusCode).toBe(
    401,
  )

  const later = await call(api.issueRecoveryLink, { params }, { as })
  const elsewhere = await aUnit()
  await aMember(database, { ...elsewhere, roles: ['buyer'], personId })
  const dead = { token: tokenOf(later.link), newPassword: better }
  expect((await refusal(account.resetPassword, { body: dead })).code).toBe('link_expired')
  expect((await refusal(api.issueRecoveryLink, { params }, { as })).code).toBe('member_elsewhere')
  const mailing = await aMember(database, { ...unit, roles: ['buyer'] })
  const ofMailing = { params: { membershipId: mailing.membershipId } }
  expect((await refusal(api.issueRecoveryLink, ofMailing, { as })).code).toBe('has_email')
})

test('§11.3 whoever acts for two organisations gets a link from the platform; both heads hear', async () => {
  const [unit, elsewhere] = [await aUnit(), await aUnit()]
  const { session } = await byHand(unit, '13900000004')
  const personId = session.person.id
  const platform = await anOrganisation(database, { kind: 'platform' })
  const admin = await aMember(database, { organisationId: platform, roles: ['platform_admin'] })
  const { membershipId } = await aMember(database, { ...elsewhere, roles: ['buyer'], personId })
  const params = { membershipId }
  for (const { leader } of [unit, elsewhere]) {
    const of = leader === elsewhere.leader ? params : { membershipId: await membershipIn(unit) }
    const problem = await refusal(api.issueRecoveryLink, { params: of }, { as: leader.actor })
    expect(problem.code).toBe('member_elsewhere')
  }
  const { link } = await call(api.issueRecoveryLink, { params }, { as: admin.actor })
  const told = (await mailsAbout(membershipId)).map(({ to }) => to)
  expect(told.sort()).toEqual([unit.leader.email, elsewhere.leader.email].sort())
  await call(account.resetPassword, { body: { token: tokenOf(link), newPassword: better } })
  await call(account.signIn, { body: { login: '13900000004', password: better } })

  const later = await call(api.issueRecoveryLink, { params }, { as: admin.actor })
  await database.sql`update accounts.memberships set ended_at = ${testClock()}
    where person_id = ${admin.personId}`
  const dead = { token: tokenOf(later.link), newPassword: better }
  expect((await refusal(account.resetPassword, { body: dead })).code).toBe('link_expired')

  async function membershipIn({ organisationId }: { organisationId: string }) {
    const [row] = await database.sql<{ id: string }[]>`select id from accounts.memberships
      where person_id = ${personId} and organisation_id = ${organisationId}`
    return row?.id ?? ''
  }
})

test('§11.3 a link dies with the office of whoever made it', async () => {
  const unit = await aUnit()
  const platform = await anOrganisation(database, { kind: 'platform' })
  const administrator = { organisationId: platform, roles: ['platform_admin' as const] }
  const colleague = await aMember(database, administrator)
  const member = await aMember(database, { ...unit, roles: ['buyer'] })
  await database.sql`update accounts.people set email = null, phone = '13900000009'
    where id in (${colleague.personId}, ${member.personId})`
  const deputy = await aMember(database, { ...unit, roles: ['unit_leader'] })
  const issued = async (by: { actor: Actor }, { membershipId }: { membershipId: string }) => {
    const made = { params: { membershipId } }
    return tokenOf((await call(api.issueRecoveryLink, made, { as: by.actor })).link)
  }
  const [disabled, dismissed] = [
    await aMember(database, administrator),
    await aMember(database, administrator),
  ]
  const tokens = [
    await issued(disabled, member),
    await issued(dismissed, colleague),
    await issued(deputy, member),
  ]
  await database.sql`update accounts.people set disabled_at = ${testClock()},
    disabled_reason = '离职', disabled_by = ${colleague.personId} where id = ${disabled.personId}`
  await database.sql`update accounts.memberships set ended_at = ${testClock()}
    where person_id = ${dismissed.personId}`
  await database.sql`update accounts.memberships set roles = '{buyer}'
    where person_id = ${deputy.personId}`
  for (const token of tokens) {
    const body = { token, newPassword: better }
    expect((await refusal(account.resetPassword, { body })).code).toBe('link_expired')
  }
})

test('§11.1 invitations are bounded by who sends them and by whom they go to', async () => {
  const unit = await aUnit()
  const as = unit.leader.actor
  const email = nextEmail()
  const invite = (address: string) =>
    send(api.invite, { params: unit.params, body: invitee({ email: address }) }, { as })
  for (let count = 0; count < 5; count += 1) expect((await invite(email)).statusCode).toBe(201)
  expect((await invite(email)).json().code).toBe('too_many_requests')
  for (let count = 5; count < 30; count += 1)
    expect((await invite(nextEmail())).statusCode).toBe(201)
  expect((await invite(nextEmail())).json().code).toBe('too_many_requests')
})

test('a name holds no address of a page, and in a mail nothing that becomes a link', async () => {
  const unit = await aUnit()
  const as = unit.leader.actor
  for (const name of ['李芳 http://bad', 'www.bad', '请看 bad.example'])
    expect(
      (
        await refusal(
          api.invite,
          { params: unit.params, body: { ...invitee({ email: nextEmail() }), name } },
          { as },
        )
      ).fields,
    ).toMatchObject([{ path: ['name'], code: 'no_links' }])
  expect(nameInMail('紧急\r\nhttps://bad.example/a?b=c@d')).toBe('紧急 https bad．example/a?b=c＠d')
})

test('§11.1 links outlive a change of JWT_SECRET where LINK_SECRET is set', async () => {
  const settings = { LINK_SECRET: 'a secret for links alone, 32 characters' }
  const before = await testApp({ database, settings })
  const after = await testApp({
    database,
    settings: { ...settings, JWT_SECRET: 'another secret that only tests know, 32' },
  })
  const unit = await aUnit()
  const as = unit.leader.actor
  const body = invitee({ email: nextEmail() })
  const { link } = await before.call(api.invite, { params: unit.params, body }, { as })
  const { items } = await after.call(api.listInvitations, { params: unit.params }, { as })
  expect(items.map((item) => item.link)).toEqual([link])
  const other = await program.call(api.listInvitations, { params: unit.params }, { as })
  expect(other.items.map((item) => item.link)).toEqual([null])
  const token = tokenOf(link)
  expect(await program.call(api.showInvitation, { body: { token } })).toBeTruthy()
})
