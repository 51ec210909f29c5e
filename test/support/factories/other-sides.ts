import { invitePerson } from '../../../server/accounts/index.ts'
import { invitationToken } from '../../../server/accounts/secrets.ts'
import { type NewProposal, propose } from '../../../server/assistance/index.ts'
import { recordPayment } from '../../../server/billing/index.ts'
import { proposeCorrection } from '../../../server/deliveries/correct-acceptance.ts'
import { proposeCreditCorrection } from '../../../server/deliveries/correct-credit.ts'
import { proposeIdentity } from '../../../server/organisations/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { type Transaction, transaction } from '../../../server/platform/db/transaction.ts'
import type { Role } from '../../../shared/roles.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import type { Act } from '../write-acts.ts'
import { aMember, aSession } from './accounts.ts'
import { aPairing, aTarget } from './assistance.ts'
import type { BusyWorld } from './busy-world.ts'
import { aUnit } from './organisations.ts'

type ActsOfRoles = Partial<Record<Role, Record<string, Act>>>

const reason = '与台账不符'
const longAgo = new Date('2024-01-01T00:00:00Z')
const since = { fromDate: '2026-12-01', toDate: null }

/**
 * What of the busy world waits for another side than the one that `actsOf` lets act, and the acts
 * of that side: with them every role succeeds at every write that its role lets it make.
 */
export async function actsOfOtherSides(
  database: TestDatabase,
  world: BusyWorld,
  settings: { publicUrl: string; linkSecret: string },
): Promise<ActsOfRoles> {
  const write = <T>(actor: Actor, work: (tx: Transaction, context: Context) => Promise<T>) =>
    transaction(database.db, (tx) => work(tx, contextFor(actor)))
  return {
    ...(await assistanceSides(database, world, write)),
    ...(await moneyAndMembers(database, world, write, settings)),
  }
}

type Context = ReturnType<typeof contextFor>
type Write = <T>(
  actor: Actor,
  work: (tx: Transaction, context: Context) => Promise<T>,
) => Promise<T>

async function assistanceSides(
  database: TestDatabase,
  world: BusyWorld,
  write: Write,
): Promise<ActsOfRoles> {
  const { unit, helper, group, coordinator, helperLeader, official } = world
  const proposedBy = (actor: Actor, about: NewProposal['about']) =>
    write(actor, (tx, context) => propose(tx, context, { about, ...since }))
  const kind = 'membership' as const
  const membership = (unitId: string) => ({ kind, groupId: group.id, unitId })
  const asking = await aLedUnit(database, '想加入的机关')
  const invited = await proposedBy(coordinator, membership(helper.id))
  const asked = await proposedBy(asking.leader, membership(asking.id))
  const addressed = await aUnit(database, { name: '收到邀请的机关' })
  const place = { divisionCode: '500237222211', kind: 'designated', ...since }
  const byCounty = await proposedBy(official, {
    kind: 'pairing',
    organisationId: unit.id,
    divisionCode: '500237222210',
    pairingKind: 'designated',
    firstSecretaryName: null,
  })
  const ofGroup = await aPairing(database, { organisationId: group.id })
  const joining = await aLedUnit(database, '也想加入的机关')
  const member = await memberOf(database, world)
  const body = { toDate: '2026-12-31' }
  const accept = { answer: 'accept' }
  return {
    unit_leader: {
      'assistance.addMember': {
        as: joining.leader,
        params: { groupId: group.id },
        body: { unitId: joining.id, fromDate: since.fromDate },
      },
      'assistance.endMember': {
        as: member,
        params: { groupId: group.id, membershipId: world.membershipOfGroupId },
        body,
      },
      'assistance.answerProposal': {
        as: helperLeader,
        params: { proposalId: invited },
        body: accept,
      },
    },
    group_coordinator: {
      'assistance.addMember': {
        as: coordinator,
        params: { groupId: group.id },
        body: { unitId: addressed.id, fromDate: since.fromDate },
      },
      'assistance.createPairing': { as: coordinator, body: { organisationId: group.id, ...place } },
      'assistance.endPairing': { as: coordinator, params: { pairingId: ofGroup.id }, body },
      'assistance.saveTarget': {
        as: coordinator,
        body: { organisationId: group.id, year: 2026, measure: 'money', amount: 2_000 },
      },
      'assistance.answerProposal': { as: coordinator, params: { proposalId: asked }, body: accept },
      'assistance.withdrawProposal': { as: coordinator, params: { proposalId: invited } },
    },
    official: {
      'assistance.withdrawProposal': { as: official, params: { proposalId: byCounty } },
      'assistance.saveTarget': {
        as: official,
        body: { divisionCode: '500237', year: 2026, measure: 'money', amount: 2_000 },
      },
      ...(await countyActs(database, world, write)),
    },
  }
}

async function aLedUnit(database: TestDatabase, name: string) {
  const { id } = await aUnit(database, { name })
  const { actor } = await aMember(database, { organisationId: id, roles: ['unit_leader'] })
  return { id, leader: actor }
}

async function memberOf(database: TestDatabase, world: BusyWorld): Promise<Actor> {
  const [row] = await database.sql<{ unit_id: string }[]>`
    select unit_id from assistance.group_members where id = ${world.membershipOfGroupId}`
  const organisationId = row?.unit_id ?? ''
  return (await aMember(database, { organisationId, roles: ['unit_leader'] })).actor
}

/** What the county decides about a cooperative of its own. */
async function countyActs(database: TestDatabase, world: BusyWorld, write: Write) {
  const { applicant, applicantManager, official, documentId: fileId, coordinator, group } = world
  await write(applicantManager, (tx, context) =>
    proposeIdentity(tx, context, {
      ...{ organisationId: applicant.id, version: 1 },
      wished: { legalRepresentative: '毛小红' },
    }),
  )
  const [change] = await database.sql<{ id: string }[]>`
    select id from organisations.proposed_changes where organisation_id = ${applicant.id}`
  const ofTownship = await aTarget(database, {
    ...{ divisionCode: '500237222', year: 2026, amount: 5_000 },
    proposed: {
      ...{ amount: 4_000, proposedBy: coordinator.personId, organisationId: group.id },
      confirmingDivisionCode: '500237',
    },
  })
  const licence = { kind: 'food_trading', number: 'JY15002370000009', validTo: null }
  return {
    'assistance.answerTargetChange': {
      as: official,
      params: { changeId: ofTownship.changeId },
      body: { answer: 'confirm' },
    },
    'organisations.decideChange': {
      as: official,
      params: { changeId: change?.id ?? '' },
      body: { answer: 'confirm' },
    },
    'organisations.addLicence': {
      as: official,
      params: { cooperativeId: world.seller.id },
      body: { ...licence, validFrom: '2026-01-01', fileId },
    },
    'reports.startVerification': { as: official },
  }
}

async function moneyAndMembers(
  database: TestDatabase,
  world: BusyWorld,
  write: Write,
  settings: { publicUrl: string; linkSecret: string },
): Promise<ActsOfRoles> {
  const { seller, manager, finance, invoiceId } = world
  const money = { invoiceId, amountCents: 700, bankReference: 'B-12', paidOn: '2026-11-20' }
  const paymentId = await write(manager, (tx, context) => recordPayment(tx, context, money))
  const corrections = await correctionSides(world, write)
  const packer = await aMember(database, {
    organisationId: seller.id,
    roles: ['cooperative_packer'],
  })
  await database.sql`update accounts.memberships set created_at = ${longAgo}
    where organisation_id = ${seller.id}`
  // Whoever has an address asks for a link themselves (§11.3).
  await database.sql`update accounts.people set email = null, member_number = '70000009'
    where id = ${packer.personId}`
  const organisation = { ...seller, kind: 'cooperative', divisionCode: null } as const
  const invitation = await write(manager, (tx, context) =>
    invitePerson(tx, context, {
      ...{ organisation, name: '李芳', email: 'fang@coop.test', phone: null, settings },
      roles: ['cooperative_packer'],
    }),
  )
  const params = { membershipId: packer.membershipId }
  const other = await aMember(database, {
    organisationId: seller.id,
    roles: ['cooperative_manager'],
    since: longAgo,
  })
  const as = manager
  return {
    finance: {
      'billing.setOff': {
        as: finance,
        params: { fromInvoiceId: world.overpaidInvoiceId },
        body: { invoiceId: world.invoiceId, amountCents: 10 },
      },
      'billing.confirmPayment': { as: finance, params: { paymentId } },
      'billing.rejectPayment': { as: finance, params: { paymentId }, body: { reason } },
    },
    receiver: corrections.receiver,
    cooperative_manager: {
      ...corrections.manager,
      'billing.withdrawPayment': { as, params: { paymentId }, body: { reason } },
      'accounts.changeMemberRoles': { as, params, body: { roles: ['cooperative_manager'] } },
      'accounts.endMembership': { as, params },
      'accounts.issueRecoveryLink': { as, params },
      'accounts.withdrawInvitation': { as, params: { invitationId: invitation.id } },
      'accounts.invite': {
        as,
        params: { organisationId: seller.id },
        body: { name: '李芳', email: 'min@coop.test', roles: ['cooperative_manager'] },
      },
      'organisations.decideChange': {
        as: other.actor,
        params: { changeId: world.accountChangeId },
        body: { answer: 'confirm' },
      },
      'organisations.withdrawChange': { as, params: { changeId: world.accountChangeId } },
    },
  }
}

/** What the cooperative proposed to correct, for the receiver to sign; and each side's own. */
async function correctionSides(world: BusyWorld, write: Write) {
  const { manager, receiver, leader, receiptId, placedId } = world
  const [first, second] = world.receiptLines.map(({ line }) => line.id)
  const change = { grams: 100, deductionCents: 0, reason, fileId: null }
  const correctionId = await write(manager, (tx, context) =>
    proposeCorrection(tx, context, { receiptId, receiptLineId: second ?? '', ...change }),
  )
  const signing = { as: receiver, params: { correctionId } }
  const creditCorrectionId = await write(leader, (tx, context) =>
    proposeCreditCorrection(tx, context, {
      creditAs: 'direct',
      ...{ purchaseOrderId: placedId, fromUnitId: null, toUnitId: null },
      ...{ channel: 'staff', reason, fileId: null },
    }),
  )
  const credit = { as: manager, params: { correctionId: creditCorrectionId } }
  const proposing = (as: Actor, receiptLineId = '') => ({
    'deliveries.proposeCorrection': {
      as,
      params: { receiptId },
      body: { receiptLineId, grams: 100, reason },
    },
  })
  return {
    receiver: {
      ...proposing(receiver, second),
      'deliveries.confirmCorrection': signing,
      'deliveries.rejectCorrection': { ...signing, body: { reason } },
    },
    manager: {
      ...proposing(manager, first),
      'deliveries.confirmCreditCorrection': credit,
      'deliveries.rejectCreditCorrection': { ...credit, body: { reason } },
    },
  }
}

/** Acts of no record in particular, which everybody may make in any role, or any of a unit. */
export async function actsOfAnybody(
  database: TestDatabase,
  world: BusyWorld,
  { as, settings }: { as: Actor; settings: { publicUrl: string; linkSecret: string } },
): Promise<Record<string, Act>> {
  const { unit, offers, member } = world
  const { divisionCode: area, organisationId } = as
  const of = { organisationId: organisationId ?? '', roles: as.roles }
  const own = await aMember(database, { ...of, ...(area !== null && { divisionCode: area }) })
  const { personId } = own
  const live = { ...as, personId, sessionId: await aSession(database, personId) }
  const lines = offers.map(({ packId }) => ({ packId, quantity: 1 }))
  const bytes = Buffer.from('%PDF-1.4 示例')
  const proposes = as.roles.some((role) => role === 'official' || role === 'group_coordinator')
  const kind = proposes ? 'pairings' : 'people'
  return {
    'accounts.actFor': { as: live, body: { organisationId } },
    'accounts.showInvitation': {
      body: { token: invitationToken(settings, member.invitationId, 'hand') },
    },
    'billing.showSlip': { body: { code: world.slip.code } },
    'points.showHouseholdPoints': { body: { code: world.slip.code } },
    'evidence.uploadFile': { as, file: { bytes, name: '协议.pdf' } },
    'evidence.readSheet': {
      as,
      file: { bytes: Buffer.from('\ufeff品名\t数量\n脆李\t3箱'), name: '清单.tsv' },
    },
    'exchange.uploadImport': {
      as,
      file: {
        bytes: Buffer.from('\ufeff姓名\t手机\t角色\n周梅\t13900000003\t财务'),
        name: '人员.tsv',
        fields: { kind: as.roles.includes('finance') ? 'bank_lines' : kind },
      },
    },
    'orders.matchRows': { as, body: { text: '巫山脆李\t3箱' } },
    'orders.quoteRequisition': {
      as,
      body: { channelId: unit.channelId, neededOn: '2026-12-01', lines },
    },
  }
}
