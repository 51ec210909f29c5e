import { expect, test } from 'vitest'
import { type AccountMail, mailForAccounts } from '../../../server/accounts/index.ts'
import { invitationToken } from '../../../server/accounts/secrets.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { showSession, signIn } from '../../../shared/accounts/accounts.api.ts'
import * as api from '../../../shared/accounts/members.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

let now = testClock()
const { call, refusal, database, deps, send } = await testApp({ clock: () => now })
const password = '一亩三分地里的三棵大白菜'
const admin = await aMember(database, {
  organisationId: await anOrganisation(database, { kind: 'platform', name: '村集平台' }),
  roles: ['platform_admin'],
})

async function aUnit() {
  const organisationId = await anOrganisation(database, { name: '下庄中心小学' })
  const leader = await aMember(database, { organisationId, roles: ['unit_leader'], name: '张伟' })
  return { organisationId, leader }
}

let counter = 0
function body(attributes: { roles?: Role[]; email?: string | null; phone?: string } = {}) {
  counter += 1
  return {
    name: '李芳',
    roles: attributes.roles ?? ['buyer'],
    email: `li${counter}@unit.test`,
    ...attributes,
  }
}

const tokenOf = (link: string | null) => link?.split('#')[1] ?? ''
/** The token of the link that is mailed, which whoever invites never sees. */
const mailed = ({ invitationId }: { invitationId: string }) =>
  invitationToken(deps.config, invitationId, 'mail')

test('a leader invites a colleague, who sets a password and is at work at once', async () => {
  const { organisationId, leader } = await aUnit()
  const invitee = body({ roles: ['buyer', 'receiver'] })
  const invited = await call(
    api.invite,
    { params: { organisationId }, body: invitee },
    { as: leader.actor },
  )
  expect(invited.link).toMatch(/^https:\/\/cunji\.test\/accept-invitation#[\w-]{43}$/)
  const token = mailed(invited)
  expect(await call(api.showInvitation, { body: { token } })).toMatchObject({
    organisationName: '下庄中心小学',
    roles: ['buyer', 'receiver'],
    invitedBy: '张伟',
    hasAccount: false,
  })
  const opened = await call(api.acceptInvitation, { body: { token, password } })
  expect(opened.session.acting).toMatchObject({ organisationId, roles: ['buyer', 'receiver'] })
  expect(await call(showSession, {}, { as: opened.accessToken })).toEqual(opened.session)
  const signedInAgain = await call(signIn, { body: { login: invitee.email ?? '', password } })
  expect(signedInAgain.session.person.name).toBe('李芳')
  const again = await refusal(api.acceptInvitation, { body: { token, password } })
  expect(again).toMatchObject({ status: 410, code: 'link_expired' })
})

test('the password chosen with an invitation must be good enough', async () => {
  const { organisationId, leader } = await aUnit()
  const invited = await call(
    api.invite,
    { params: { organisationId }, body: body() },
    { as: leader.actor },
  )
  const token = tokenOf(invited.link)
  for (const [tried, code] of [
    ['short', 'too_short'],
    ['123456789012', 'password_too_simple'],
    ['aaaaaaaaaaaa', 'password_too_simple'],
  ]) {
    const refused = await refusal(api.acceptInvitation, { body: { token, password: tried ?? '' } })
    expect(refused.fields).toMatchObject([{ path: ['password'], code }])
  }
})

test('whoever has an account accepts with its password; the link alone does not do', async () => {
  const home = await anOrganisation(database)
  const known = await aMember(database, { organisationId: home, roles: ['finance'], password })
  const { organisationId, leader } = await aUnit()
  const invitee = body({ email: known.email, roles: ['approver'] })
  const invited = await call(
    api.invite,
    { params: { organisationId }, body: invitee },
    { as: leader.actor },
  )
  const token = mailed(invited)
  expect((await call(api.showInvitation, { body: { token } })).hasAccount).toBe(true)
  const wrong = await refusal(api.acceptInvitation, {
    body: { token, password: 'another password' },
  })
  expect(wrong.code).toBe('wrong_credentials')
  const { session } = await call(api.acceptInvitation, { body: { token, password } })
  expect(session.memberships).toHaveLength(2)
  expect(session.acting?.organisationId).toBe(organisationId)
  const twice = await refusal(
    api.invite,
    { params: { organisationId }, body: invitee },
    { as: leader.actor },
  )
  expect(twice.code).toBe('already_a_member')
})

test('an invitation ends after its days, when withdrawn, and when a newer one replaces it', async () => {
  const { organisationId, leader } = await aUnit()
  const params = { organisationId }
  const as = leader.actor
  const invitee = body({ phone: '13800001111' })
  const show = (link: string | null) =>
    refusal(api.showInvitation, { body: { token: tokenOf(link) } })
  const first = await call(api.invite, { params, body: invitee }, { as })
  const second = await call(api.invite, { params, body: invitee }, { as })
  expect((await show(first.link)).code).toBe('link_expired')
  const { items } = await call(api.listInvitations, { params }, { as })
  expect(items.map((item) => item.link)).toEqual([second.link])
  const { invitationId } = second
  await call(api.withdrawInvitation, { params: { invitationId } }, { as })
  expect((await show(second.link)).code).toBe('link_expired')
  const start = now
  const after = (days: number) => {
    now = new Date(start.getTime() + days * 86_400_000)
  }
  const mailed = await call(api.invite, { params, body: body() }, { as })
  const onPaper = await call(api.invite, { params, body: { ...invitee, email: null } }, { as })
  after(7)
  expect((await show(mailed.link)).code).toBe('link_expired')
  after(29)
  await call(api.showInvitation, { body: { token: tokenOf(onPaper.link) } })
  after(30)
  expect((await show(onPaper.link)).code).toBe('link_expired')
  now = start
})

test('accepting one invitation twice at once makes one member', async () => {
  const { organisationId, leader } = await aUnit()
  const params = { organisationId }
  const invited = await call(api.invite, { params, body: body() }, { as: leader.actor })
  const accept = { body: { token: tokenOf(invited.link), password } }
  const both = await Promise.all([
    send(api.acceptInvitation, accept),
    send(api.acceptInvitation, accept),
  ])
  expect(both.map((response) => response.statusCode).sort()).toEqual([200, 410])
  expect((await call(api.listMembers, { params }, { as: leader.actor })).items).toHaveLength(2)
})

test('who may invite: the heads for their own, the platform for all, nobody else', async () => {
  const { organisationId, leader } = await aUnit()
  const params = { organisationId }
  const may = async (as: typeof leader.actor) =>
    (await send(api.invite, { params, body: body() }, { as })).statusCode
  expect(await may(leader.actor)).toBe(201)
  expect(await may(admin.actor)).toBe(201)
  expect(await may((await aUnit()).leader.actor)).toBe(404)
  expect(await may(signedIn({ roles: ['cooperative_manager'] }))).toBe(404)
  for (const role of ['buyer', 'approver', 'official', 'group_coordinator'] as const) {
    expect(await may(signedIn({ roles: [role], organisationId })), role).toBe(403)
  }
})

test('roles must be roles of that kind of organisation', async () => {
  const { organisationId, leader } = await aUnit()
  const invitee = body({ roles: ['buyer', 'official'] })
  const refused = await refusal(
    api.invite,
    { params: { organisationId }, body: invitee },
    { as: leader.actor },
  )
  expect(refused.fields).toMatchObject([{ path: ['roles'], code: 'not_an_option' }])
  const promoted = await refusal(
    api.changeMemberRoles,
    { params: { membershipId: leader.membershipId }, body: { roles: ['platform_admin'] } },
    { as: leader.actor },
  )
  expect(promoted.fields).toMatchObject([{ path: ['roles'], code: 'not_an_option' }])
})

test('an invitation needs an e-mail address or a phone number', async () => {
  const { organisationId, leader } = await aUnit()
  const invitee = body({ email: null })
  const refused = await refusal(
    api.invite,
    { params: { organisationId }, body: invitee },
    { as: leader.actor },
  )
  expect(refused.fields).toMatchObject([{ path: ['email'], code: 'email_or_phone' }])
})

test('an official sees what their authority’s node holds', async () => {
  const authority = await anOrganisation(database, { kind: 'authority', name: '巫山县乡村振兴局' })
  await insertPlaces(database)
  await database.sql`update organisations.organisations set division_code = '500237'
    where id = ${authority}`
  const invitee = body({ roles: ['official'] })
  const invited = await call(
    api.invite,
    { params: { organisationId: authority }, body: invitee },
    { as: admin.actor },
  )
  const { session } = await call(api.acceptInvitation, {
    body: { token: tokenOf(invited.link), password },
  })
  expect(session.acting).toMatchObject({ kind: 'authority', divisionCode: '500237' })
})

test('a unit keeps a leader, also when two leave at once', async () => {
  const { organisationId, leader } = await aUnit()
  const second = await aMember(database, { organisationId, roles: ['unit_leader', 'buyer'] })
  const end = (membershipId: string) =>
    send(api.endMembership, { params: { membershipId } }, { as: leader.actor })
  const both = await Promise.all([end(leader.membershipId), end(second.membershipId)])
  expect(both.map((response) => response.statusCode).sort()).toEqual([200, 409])
  expect(both.map((response) => response.json().code)).toContain('last_of_its_role')
})

test('other roles and an ended membership show with the next token', async () => {
  const { organisationId, leader } = await aUnit()
  const home = await anOrganisation(database, { name: '老单位' })
  const person = await aMember(database, { organisationId: home, roles: ['buyer'], password })
  const { membershipId } = await aMember(database, {
    personId: person.personId,
    organisationId,
    roles: ['buyer'],
  })
  const as = leader.actor
  const params = { membershipId }
  const changed = await call(
    api.changeMemberRoles,
    { params, body: { roles: ['finance'] } },
    { as },
  )
  expect(changed.roles).toEqual(['finance'])
  const { session } = await call(signIn, { body: { login: person.email, password } })
  expect(session.memberships.map((membership) => membership.roles)).toEqual([
    ['buyer'],
    ['finance'],
  ])
  await database.sql`update accounts.sessions set membership_id = ${membershipId}
    where person_id = ${person.personId}`
  await call(api.endMembership, { params }, { as })
  const [kept] = await database.sql`
    select membership_id from accounts.sessions where person_id = ${person.personId}`
  expect(kept?.membership_id).toBeNull()
  const after = await call(signIn, { body: { login: person.email, password } })
  expect(after.session.memberships).toHaveLength(1)
  expect((await refusal(api.endMembership, { params }, { as })).code).toBe('not_found')
})

test('the invitation is mailed in the language of whoever knows it best', async () => {
  const { organisationId, leader } = await aUnit()
  const sent: AccountMail[] = []
  const invitee = body()
  const invited = await call(
    api.invite,
    { params: { organisationId }, body: invitee },
    { as: leader.actor },
  )
  const [announced] = await database.sql<{ topic: string; subject_id: string }[]>`
    select topic, subject_id from platform.outbox where subject_id = ${invited.invitationId}`
  const mailing = { ...deps, sendMail: async (mail: AccountMail) => void sent.push(mail) }
  const { topic = '', subject_id: subjectId = '' } = announced ?? {}
  await mailForAccounts(mailing, contextFor(systemActor), { topic, subjectId })
  expect(sent).toMatchObject([{ to: invitee.email, subject: '张伟邀请您加入村集：下庄中心小学' }])
  expect(sent[0]?.text).toContain(mailed(invited))
  expect(sent[0]?.text).not.toContain(tokenOf(invited.link))
})
