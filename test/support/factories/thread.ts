import { invitePerson } from '../../../server/accounts/invite-person.ts'
import { propose } from '../../../server/assistance/index.ts'
import { recordPayment, recordRefund, recordSettlements } from '../../../server/billing/index.ts'
import { proposeCorrection } from '../../../server/deliveries/correct-acceptance.ts'
import { proposeCreditCorrection } from '../../../server/deliveries/correct-credit.ts'
import { weightSurpluses } from '../../../server/deliveries/deliveries.tables.ts'
import { recordReturn } from '../../../server/deliveries/index.ts'
import { recordSurplus } from '../../../server/deliveries/sign-surplus.ts'
import { lockPurchaseOrder } from '../../../server/orders/index.ts'
import { proposeBankAccount, proposeIdentity } from '../../../server/organisations/index.ts'
import { addLicence } from '../../../server/organisations/licences.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { Role } from '../../../shared/roles.ts'
import { contextFor, signedIn } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import { aMember, anApiKey, anOrganisation } from './accounts.ts'
import {
  aConsent,
  aDocument,
  aGroup,
  anIntroduction,
  aPairing,
  aReserveFiling,
  aSharedCredit,
  aTarget,
} from './assistance.ts'
import {
  aBankLine,
  aConfirmedPayment,
  aHouseholdSlip,
  aMisdirectedPayment,
  anInvoice,
  anOnlinePayment,
  aPaymentMove,
  aPreparedRun,
  aWaitingWaiver,
  paidAt,
  waitingTerms,
} from './billing.ts'
import { aWaitingMark, someProposedTerms } from './catalogue.ts'
import { aClosedMonth } from './closings.ts'
import { aReceivedOrder } from './deliveries.ts'
import { anExport } from './exports.ts'
import { anImport } from './imports.ts'
import { aTemplate, aWantedRequest } from './orders.ts'
import { aUnit, aUnitApplication } from './organisations.ts'
import { aPointsBook } from './points.ts'
import { aFlag, anOpening, anOutside } from './review.ts'
import { aProfileProposal } from './villages.ts'
import { aFailedDelivery, aWebhook } from './webhooks.ts'

/**
 * One order's whole life with everything that hangs on it, and everybody who may look at it. The
 * records are named as the API's addresses name them: `records.invoices` is in `/invoices/:id`.
 */
export async function aWholeThread(
  database: TestDatabase,
  settings: { publicUrl: string; linkSecret: string },
) {
  const order = await aReceivedOrder(database)
  const { unit, seller, manager, finance, receiver, purchaseOrderId } = order
  const { invoiceId } = await anInvoice(database, { purchaseOrderId, manager })
  const money = { invoiceId, finance, manager }
  const { paymentId } = await aConfirmedPayment(database, { ...money, amountCents: 30_000 })
  const orderLineId = order.orderLines[0]?.id ?? ''
  const waiver = await aWaitingWaiver(database, { purchaseOrderId, orderLineId, manager })
  const group = await aGroup(database, { leadUnitId: unit.id })
  const leader = await aMember(database, { organisationId: unit.id, roles: ['unit_leader'] })
  const [offer] = order.offers
  const upheld = { state: 'upheld' as const, decidedBy: leader.personId }
  const official = await overseer(database, { role: 'official', divisionCode: '500237' })
  const records: Record<string, string> = {
    requisitions: await idOf(database, 'select requisition_id as id from orders.purchase_orders'),
    'order-templates': await aTemplate(database, {
      buyer: unit.buyer,
      name: '周一早餐',
      lines: [],
    }),
    'wanted-goods': await aWantedRequest(database, unit.buyer),
    'purchase-orders': purchaseOrderId,
    shipments: order.shipmentId,
    'shipment-codes': await idOf(database, 'select code as id from deliveries.shipments'),
    'goods-receipts': order.receiptId,
    invoices: invoiceId,
    ...{ waivers: waiver.waiverId, statements: seller.id, units: unit.id },
    'payment-runs': await aPreparedRun(database, { finance, invoiceIds: [invoiceId] }),
    'payment-terms': await waitingTerms(database, { finance, cooperativeId: seller.id }),
    'online-payments': await anOnlinePayment(database, { unitId: unit.id, finance }),
    'bank-lines': await aBankLine(database, finance, { cents: -100 }),
    ...(await moneyAstray(database, {
      ...{ finance, cooperativeId: seller.id, paymentId, invoiceId },
      otherInvoiceId: waiver.invoiceId,
    })),
    ...(await recordsOfListing(database, { offer, cooperativeId: seller.id, manager })),
    cooperatives: seller.id,
    'unit-applications': await aUnitApplication(database),
    channels: unit.channelId,
    organisations: unit.id,
    memberships: leader.membershipId,
    ...(await programRecords(database, leader.actor, settings)),
    'assistance-groups': group.id,
    'assistance-members': await idOf(database, 'select id from assistance.group_members'),
    villages: '500237222213',
    flags: await aFlag(database, { ...upheld, purchaseOrderId }),
    ...(await laterRecords(database, { ...order, invoiceId })),
    'household-slips': (await aHouseholdSlip(database, order)).id,
    ...(await villageRecords(database, manager)),
    ...(await helpRecords(database, { leader: leader.actor, official, groupId: group.id })),
    ...(await sellerRecords(database, manager)),
    invitations: await anInvitation(database, { unit, leader: leader.actor, settings }),
  }
  const people = [
    unit.buyer,
    unit.approver,
    receiver,
    finance,
    leader.actor,
    manager,
    order.packer,
    official,
    await overseer(database, { role: 'group_coordinator', organisationId: group.id }),
    await overseer(database, { role: 'platform_admin' }),
  ]
  return aClosedMonth(database, closed).then(() => ({ records, people }))
}

/** What a program asks with, where it is told, and what it was told in vain. */
async function programRecords(database: TestDatabase, by: Actor, settings: { linkSecret: string }) {
  const { webhookId } = await aWebhook(database, { by, ...settings })
  return {
    'api-keys': (await anApiKey(database, { by, scopes: ['orders:read'] })).keyId,
    webhooks: webhookId,
    'webhook-deliveries': await aFailedDelivery(database, webhookId),
  }
}

/** A month of the thread's county in which nothing happened. */
const closed = { countyCode: '500237', month: '2026-01' }

/** What is sold: its listing, a mark whose certificate nobody has seen, a pack and a lot. */
async function recordsOfListing(
  database: TestDatabase,
  {
    offer,
    cooperativeId,
    manager,
  }: {
    offer: { productId: string; packId: string; lotId: string | null } | undefined
    cooperativeId: string
    manager: Actor
  },
) {
  const productId = offer?.productId ?? ''
  const { fileId } = await aDocument(database, cooperativeId)
  const added = { addedBy: manager.personId ?? '', addedAt: new Date('2026-01-05T00:00:00Z') }
  return {
    listings: productId,
    'listing-reviews': productId,
    marks: await aWaitingMark(database, { productId, fileId, ...added }),
    packs: offer?.packId ?? '',
    lots: offer?.lotId ?? '',
  }
}

/** Somebody who looks on, standing in the database like everybody else. */
async function overseer(
  database: TestDatabase,
  attributes: { role: Role; organisationId?: string; divisionCode?: string },
): Promise<Actor> {
  const { role, divisionCode } = attributes
  const kind = signedIn({ roles: [role] }).organisationKind ?? 'platform'
  const organisationId = attributes.organisationId ?? (await anOrganisation(database, { kind }))
  const area = divisionCode === undefined ? {} : { divisionCode }
  return (await aMember(database, { organisationId, roles: [role], ...area })).actor
}

type Received = Awaited<ReturnType<typeof aReceivedOrder>> & { invoiceId: string }

/** Money without an invoice, and on the wrong one. */
async function moneyAstray(
  database: TestDatabase,
  about: {
    finance: Actor
    cooperativeId: string
    paymentId: string
    invoiceId: string
    otherInvoiceId: string
  },
) {
  const { finance: by, paymentId, cooperativeId: partyId } = about
  const between = { fromInvoiceId: about.invoiceId, invoiceId: about.otherInvoiceId }
  return {
    'misdirected-payments': await aMisdirectedPayment(database, { by, partyId }),
    'payment-moves': await aPaymentMove(database, { by, paymentId, ...between }),
  }
}

/** Records that wait for the other side: a payment, a refund, a return; and a settlement. */
async function laterRecords(database: TestDatabase, order: Received) {
  const { invoiceId, finance, manager, receiver, receiptId, purchaseOrderId } = order
  const orderLineId = order.orderLines[0]?.id ?? ''
  const receiptLineId = await idOf(database, 'select id from deliveries.goods_receipt_lines')
  return transaction(database.db, async (tx) => {
    const unitSide = contextFor(finance, paidAt)
    const sellerSide = contextFor(manager, paidAt)
    const payment = { amountCents: 10_000, bankReference: 'B-2', paidOn: '2026-07-20' }
    const refund = { bankReference: 'B-3', refundedOn: '2026-07-20', reason: '多付' }
    const rows = [
      {
        villageCode: '500237222213',
        recipientKind: 'collective' as const,
        householdNumber: null,
        recipientName: '下庄村集体',
        amountCents: 1_000,
        settledOn: '2026-07-20',
        bankReference: 'B-4',
      },
    ]
    const lines = [{ receiptLineId, grams: 500 }]
    const returned = { receiptId, reason: 'damaged' as const, note: '', lines }
    const [settlement] = await recordSettlements(tx, sellerSide, { purchaseOrderId, rows })
    const money = [{ orderLineId, amountCents: 500 }]
    const surplus = { receiptId, receiptLineId, orderLineId, grams: 500 }
    const locked = await lockPurchaseOrder(tx, purchaseOrderId)
    await recordSurplus(tx, contextFor(receiver, paidAt), locked, surplus)
    const [waiting] = await tx.select({ id: weightSurpluses.id }).from(weightSurpluses)
    return {
      payments: await recordPayment(tx, unitSide, { invoiceId, ...payment }),
      refunds: await recordRefund(tx, sellerSide, { invoiceId, ...refund, lines: money }),
      'goods-returns': await recordReturn(tx, contextFor(receiver, paidAt), returned),
      'weight-surpluses': waiting?.id ?? '',
      'acceptance-corrections': await proposeCorrection(tx, contextFor(receiver, paidAt), {
        ...{ receiptId, receiptLineId, grams: 100, deductionCents: 0 },
        ...{ reason: '写少了', fileId: null },
      }),
      'credit-corrections': await proposeCreditCorrection(tx, sellerSide, {
        creditAs: 'direct',
        ...{ purchaseOrderId, fromUnitId: null, toUnitId: null, channel: 'union' },
        ...{ reason: '工会买的', fileId: null },
      }),
      settlements: settlement ?? '',
    }
  })
}

/** What waits of a cooperative (§11.5): name, account, a licence; terms that it has to answer. */
async function sellerRecords(database: TestDatabase, manager: Actor) {
  const cooperativeId = manager.organisationId ?? ''
  const { fileId } = await aDocument(database, cooperativeId)
  const context = contextFor(manager, paidAt)
  const known = { organisationId: cooperativeId, version: 1 }
  const account = { bankName: '农村商业银行', bankAccount: '6210000000000000009' }
  const rule = { secondPersonDays: 30 }
  const written = { number: '示例执照-2027', validFrom: '2027-01-01', validTo: null }
  await transaction(database.db, async (tx) => {
    await proposeIdentity(tx, context, { ...known, wished: { legalRepresentative: '毛小红' } })
    await proposeBankAccount(tx, context, { ...known, ...rule, wished: account })
    await addLicence(tx, context, { cooperativeId, kind: 'business', fileId, ...written })
  })
  const by = await overseer(database, { role: 'official', divisionCode: '500237' })
  return {
    'proposed-terms': await someProposedTerms(database, { cooperativeId, by }),
    'organisation-changes': await idOf(
      database,
      `select id from organisations.proposed_changes where kind = 'identity'`,
    ),
    licences: await idOf(
      database,
      `select id from organisations.licences where state = 'submitted'`,
    ),
  }
}

async function villageRecords(database: TestDatabase, manager: Actor) {
  const { bookId, ruleId, rewardId, entryId } = await aPointsBook(database, manager)
  return {
    ...{ 'points-books': bookId, rules: ruleId, rewards: rewardId, entries: entryId },
    'profile-proposals': await aProfileProposal(database, manager),
  }
}

async function helpRecords(
  database: TestDatabase,
  { leader, official, groupId }: { leader: Actor; official: Actor; groupId: string },
) {
  const unitId = leader.organisationId ?? ''
  const helper = await aUnit(database)
  const introduction = { helperUnitId: helper.id, buyerUnitId: unitId, confirmedAt: null }
  const shares = { [unitId]: 10_000 }
  const proposed = {
    ...{ amount: 4_000, proposedBy: leader.personId, organisationId: unitId },
    confirmingOrganisationId: groupId,
  }
  const target = { organisationId: unitId, year: 2027, amount: 5_000, proposed }
  return {
    'target-changes': (await aTarget(database, target)).changeId,
    'assistance-proposals': await aProposal(database, leader),
    'outside-purchases': await anOutside(database, { enteredBy: leader, unitId, at: paidAt }),
    'opening-figures': await anOpening(database, {
      ...{ enteredBy: official, at: paidAt },
    }),
    imports: await anImport(database, { actor: leader, kind: 'people', state: 'checked' }),
    exports: await anExport(database, { by: leader }),
    pairings: (await aPairing(database, { organisationId: unitId, divisionCode: '500237' })).id,
    'first-secretary': (
      await aPairing(database, { organisationId: unitId, firstSecretaryName: '王小明' })
    ).id,
    'secretary-consents': (await aConsent(database, { unitId })).consentId,
    introductions: (await anIntroduction(database, introduction)).id,
    'reserve-filings': (await aReserveFiling(database, {})).id,
    'shared-credits': (await aSharedCredit(database, { buyerUnitId: unitId, shares })).id,
  }
}

/** A pairing that a unit's leader proposes and the county has not answered yet. */
async function aProposal(database: TestDatabase, leader: Actor): Promise<string> {
  const organisationId = leader.organisationId ?? ''
  const place = { divisionCode: '500237222213', pairingKind: 'designated' as const }
  const about = { kind: 'pairing' as const, organisationId, firstSecretaryName: null, ...place }
  const wished = { fromDate: '2026-07-20', toDate: null }
  return transaction(database.db, (tx) =>
    propose(tx, contextFor(leader, paidAt), { about, ...wished }),
  )
}

async function anInvitation(
  database: TestDatabase,
  attributes: {
    unit: { id: string }
    leader: Actor
    settings: { publicUrl: string; linkSecret: string }
  },
): Promise<string> {
  const organisation = {
    id: attributes.unit.id,
    kind: 'unit',
    name: '单位',
    divisionCode: null,
  } as const
  const invited = { name: '李芳', email: `${newId()}@unit.test`, phone: null }
  const row = await transaction(database.db, (tx) =>
    invitePerson(tx, contextFor(attributes.leader), {
      ...invited,
      organisation,
      roles: ['buyer'],
      settings: attributes.settings,
    }),
  )
  return row.id
}

async function idOf(database: TestDatabase, query: string): Promise<string> {
  const [row] = await database.sql.unsafe<{ id: string }[]>(`${query} limit 1`)
  return row?.id ?? ''
}
