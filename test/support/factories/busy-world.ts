import { insertClaim } from '../../../server/accounts/addresses.queries.ts'
import { issueResetToken } from '../../../server/accounts/change-account.ts'
import { createPerson, invitePerson } from '../../../server/accounts/index.ts'
import { openSession } from '../../../server/accounts/open-session.ts'
import { emailCode, invitationToken } from '../../../server/accounts/secrets.ts'
import { personById } from '../../../server/accounts/session.queries.ts'
import { propose } from '../../../server/assistance/index.ts'
import { agreeToBeNamed } from '../../../server/assistance/secretaries.ts'
import { recordPayment, recordRefund, recordSettlements } from '../../../server/billing/index.ts'
import { refreshMedians } from '../../../server/catalogue/refresh-listing.ts'
import { proposeCorrection } from '../../../server/deliveries/correct-acceptance.ts'
import { proposeCreditCorrection } from '../../../server/deliveries/correct-credit.ts'
import { recordReturn } from '../../../server/deliveries/index.ts'
import { prepareShipment } from '../../../server/deliveries/prepare-shipment.ts'
import { selectReceiptLines } from '../../../server/deliveries/receipts.queries.ts'
import { selectShipmentLines } from '../../../server/deliveries/shipments.queries.ts'
import { orderLinesOf } from '../../../server/orders/index.ts'
import { proposeBankAccount, proposeIdentity } from '../../../server/organisations/index.ts'
import { addLicence } from '../../../server/organisations/licences.ts'
import { type Actor, systemActor } from '../../../server/platform/context.ts'
import { type Transaction, transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { ImportKindName } from '../../../shared/exchange/imports.schemas.ts'
import type { FlagState } from '../../../shared/review/flag-states.ts'
import { contextFor } from '../app.ts'
import { testClock } from '../clock.ts'
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
  anOverpaidInvoice,
  aPayeeAccount,
  aPaymentMove,
  aPreparedRun,
  aReleasedRun,
  aWaitingWaiver,
  paidOnline,
  waitingTerms,
} from './billing.ts'
import { aLot, aWaitingMark, someProposedTerms } from './catalogue.ts'
import { closableMonths } from './closings.ts'
import { aDispatchedShipment, aReceipt } from './deliveries.ts'
import { anExport } from './exports.ts'
import { anImport, firstFieldOf } from './imports.ts'
import {
  aBuyingUnit,
  aPlacedOrder,
  aSeller,
  aTemplate,
  aWantedRequest,
  orderedAt,
} from './orders.ts'
import { aCooperative, aUnit, aUnitApplication } from './organisations.ts'
import { aPointsBook } from './points.ts'
import { aFlag, openingsOf, outsidePurchasesOf } from './review.ts'
import { aProfileProposal, insertDivision, insertPlaces } from './villages.ts'
import { webhooksOf } from './webhooks.ts'

export const password = '一亩三分地里的三棵大白菜'

/** A village whose successor nobody has named yet. */
export const abolished = { code: '500237222299', name: '旧村' }

interface LinkSettings {
  publicUrl: string
  linkSecret: string
}

/**
 * One canteen, one cooperative and all that can be under way between them at one moment, on the
 * same orders, lots, budget and chain: so that any two acts meet at as many rows as they can.
 */
export async function aBusyWorld(database: TestDatabase, settings: LinkSettings) {
  await insertPlaces(database)
  await insertDivision(database, { ...abolished, validTo: '2025-12-31' })
  const market = await aMarket(database)
  const delivery = await deliveries(database, market)
  const money = {
    ...(await moneyRecords(database, { ...market, ...delivery })),
    ...(await misdirectedRecords(database, market)),
    ...(await villageRecords(database, market)),
  }
  const help = await helpRecords(database, market)
  const member = await aMemberInTrouble(database, { unit: market.unit, settings })
  const changes = await changesUnderWay(database, market)
  const importsOf = async (actor: Actor, kind: ImportKindName) => ({
    ...{ actor, kind },
    checkedId: await anImport(database, { actor, kind, state: 'checked' }),
    appliedId: await anImport(database, { actor, kind, state: 'applied' }),
    field: firstFieldOf(kind),
    failedId: await anImport(database, { actor, kind, state: 'failed' }),
  })
  const imports = [
    await importsOf(market.admin, 'units'),
    await importsOf(market.leader, 'people'),
    await importsOf(market.manager, 'people'),
    await importsOf(market.official, 'cooperatives'),
    await importsOf(market.manager, 'products'),
    await importsOf(market.manager, 'lots'),
    await importsOf(market.manager, 'sales_terms'),
    await importsOf(market.official, 'pairings'),
    await importsOf(help.coordinator, 'pairings'),
    await importsOf(market.finance, 'bank_lines'),
  ]
  const flagged = (state: FlagState, decidedBy?: Actor) =>
    aFlag(database, {
      ...{ purchaseOrderId: market.orderId, state },
      ...(decidedBy && { decidedBy: decidedBy.personId }),
    })
  const flagIds = {
    open: await flagged('open'),
    proposed: await flagged('proposed', market.admin),
    upheld: await flagged('upheld', market.admin),
  }
  const outside = await outsidePurchasesOf(database, {
    ...{ leader: market.leader, unitId: market.unit.id },
    ...{ official: market.official, second: market.secondOfficial },
  })
  const openings = await openingsOf(database, market)
  const closing = await closableMonths(database)
  const keyIds = await keysOf(database, market)
  const exportIds = await exportsOf(database, { ...market, ...help })
  const webhookIds = await webhooksOf(database, market, settings)
  return {
    ...market,
    ...delivery,
    ...money,
    ...help,
    ...changes,
    member,
    imports,
    flagIds,
    outside,
    openings,
    closing,
    keyIds,
    exportIds,
    webhookIds,
  }
}

export type BusyWorld = Awaited<ReturnType<typeof aBusyWorld>>

/** A key of the open API for each who may make one. */
async function keysOf(database: TestDatabase, { leader, manager, official, admin }: Market) {
  const keyOf = async (by: Actor) =>
    (await anApiKey(database, { by, scopes: ['catalogue:read'] })).keyId
  return {
    leader: await keyOf(leader),
    manager: await keyOf(manager),
    official: await keyOf(official),
    admin: await keyOf(admin),
  }
}

/** A file that is waited for of each kind of those who may ask for one. */
async function exportsOf(
  database: TestDatabase,
  by: Pick<Market, 'leader' | 'official' | 'admin'> & { coordinator: Actor },
) {
  return {
    leader: await anExport(database, { by: by.leader }),
    official: await anExport(database, { by: by.official }),
    admin: await anExport(database, { by: by.admin }),
    coordinator: await anExport(database, { by: by.coordinator }),
  }
}

async function aMarket(database: TestDatabase) {
  const unit = await aBuyingUnit(database, {
    freeUpToCents: 10_000_000,
    budget: { year: 2026, budgetCents: 1_000_000_000 },
  })
  const seller = await aSeller(database)
  const goods = await someGoods(database, seller)
  const { offers } = goods
  const { buyer, channelId } = unit
  const order = (quantity: number) =>
    aPlacedOrder(database, {
      buyer,
      channelId,
      lines: offers.map(({ packId }) => ({ packId, quantity })),
      neededOn: '2026-12-01',
    })
  const confirmed = async () => {
    const id = (await order(100)).purchaseOrders[0]?.id ?? ''
    await database.sql`update orders.purchase_orders set state = 'confirmed',
      decided_by = ${seller.manager.personId}, decided_at = ${orderedAt} where id = ${id}`
    return id
  }
  const member = async (organisationId: string, role: Parameters<typeof aMember>[1]['roles'][0]) =>
    (await aMember(database, { organisationId, roles: [role] })).actor
  const authorityId = await anOrganisation(database, { kind: 'authority' })
  const ofCounty = { organisationId: authorityId, divisionCode: '500237' }
  const official = async () => (await aMember(database, { ...ofCounty, roles: ['official'] })).actor
  const platformId = await anOrganisation(database, { kind: 'platform' })
  const officer = await official()
  return {
    unit,
    seller,
    proposedTermsId: await someProposedTerms(database, { cooperativeId: seller.id, by: officer }),
    ...goods,
    applicant: await aCooperative(database, { state: 'applied', name: '等候批准的合作社' }),
    unitApplicationId: await aUnitApplication(database),
    /** Placed and not decided, under way, packed, and waiting for a signature. */
    placedId: (await order(100)).purchaseOrders[0]?.id ?? '',
    orderId: await confirmed(),
    packedOrderId: await confirmed(),
    requisitionId: (await order(900)).id,
    templateId: await aTemplate(database, { buyer: unit.buyer, name: '周一早餐', lines: [] }),
    wantedId: await aWantedRequest(database, unit.buyer),
    receiver: await unit.member('receiver'),
    finance: await unit.member('finance'),
    leader: await unit.member('unit_leader'),
    packer: await member(seller.id, 'cooperative_packer'),
    manager: seller.manager,
    authorityId,
    official: officer,
    secondOfficial: await official(),
    admin: await member(platformId, 'platform_admin'),
  }
}

/** Goods on sale, with a pack that waits for a reviewer, and goods that are not on sale yet. */
async function someGoods(database: TestDatabase, seller: Awaited<ReturnType<typeof aSeller>>) {
  // Two goods of one kind, which count in one median and on the same shelves.
  const offers = [await seller.offer(), await seller.offer({ packName: '小箱' })] as const
  const [plums] = offers
  const otherLotId = await aLot(database, {
    productId: plums.productId,
    originCode: '500237222213',
    stockGrams: 10_000_000,
  })
  await database.sql`insert into catalogue.packs
      (id, product_id, position, name, net_grams, price_cents)
    values (${newId()}, ${offers[1].productId}, 1, '大箱', 10000, 11000)`
  const oddPackId = newId()
  await database.sql`insert into catalogue.packs
      (id, product_id, position, name, net_grams, price_cents, review)
    values (${oddPackId}, ${plums.productId}, 1, '吨包', 1000000, 900000, 'waiting')`
  await database.sql`update catalogue.products set packs_waiting = 1, submitted_at = ${orderedAt}
    where id = ${plums.productId}`
  await database.sql`select catalogue.write_documents(
    array[${plums.productId}::uuid, ${offers[1].productId}])`
  await transaction(database.db, (tx) =>
    refreshMedians(tx, [{ category: 'fruit', key: '巫山脆李' }]),
  )
  const draft = await seller.offer({ state: 'draft' })
  const inReview = await seller.offer({ state: 'in_review' })
  return { offers, oddPackId, otherLotId, draft, inReview }
}

type Market = Awaited<ReturnType<typeof aMarket>>

/** Of one order a part received and a part on its way; of the other a part packed. */
async function deliveries(database: TestDatabase, market: Market) {
  const { orderId, packedOrderId, packer, receiver } = market
  const lines = await orderLinesOf(database.db, orderId)
  const part = lines.map(({ id }) => ({ orderLineId: id, packs: 10 }))
  const parties = { purchaseOrderId: orderId, packer, lines: part }
  const { shipmentId: receivedId } = await aDispatchedShipment(database, parties)
  // Of the second line more came than was shipped, which the seller has yet to sign.
  const weighed = [undefined, { weighedGrams: 60_000, reason: 'over_delivered' as const }]
  const { receiptId } = await aReceipt(database, { shipmentId: receivedId, receiver, weighed })
  const [surplus] = await database.sql<{ id: string }[]>`
    select id from deliveries.weight_surpluses where receipt_id = ${receiptId}`
  const { shipmentId } = await aDispatchedShipment(database, parties)
  const [first] = await orderLinesOf(database.db, packedOrderId)
  const packed = [{ orderLineId: first?.id ?? '', packs: 10, lotId: market.otherLotId }]
  const preparedId = await transaction(database.db, (tx) =>
    prepareShipment(tx, contextFor(packer), { purchaseOrderId: packedOrderId, lines: packed }),
  )
  const creditCorrectionId = await transaction(database.db, (tx) =>
    proposeCreditCorrection(tx, contextFor(market.manager), {
      creditAs: 'direct',
      ...{ purchaseOrderId: orderId, fromUnitId: null, toUnitId: null },
      ...{ channel: 'union', reason: '工会买的', fileId: null },
    }),
  )
  return {
    creditCorrectionId,
    orderLines: lines,
    shipmentId,
    shipmentLines: await selectShipmentLines(database.db, [shipmentId]),
    preparedId,
    receiptId,
    surplusId: surplus?.id ?? '',
    receiptLines: await selectReceiptLines(database.db, receiptId),
  }
}

/** Money without an invoice: due back, and two records of which each side waits for one. */
async function misdirectedRecords(database: TestDatabase, world: Market) {
  const { manager, finance, seller, unit } = world
  const when = { on: '2026-11-20', at: new Date('2026-11-20T04:00:00Z') }
  const ofUnit = { ...when, by: finance, partyId: seller.id }
  const ofSeller = { ...when, by: manager, partyId: unit.id }
  await aMisdirectedPayment(database, { ...ofUnit, confirmedBy: manager })
  return {
    misdirectedId: await aMisdirectedPayment(database, ofUnit),
    ownMisdirectedId: await aMisdirectedPayment(database, ofSeller),
  }
}

/** A payment that may belong to other open invoices, as each side says of one of them. */
async function movedRecords(
  database: TestDatabase,
  { manager, finance }: Market,
  paid: { invoiceId: string; paymentId: string; open: () => Promise<string> },
) {
  const { paymentId, invoiceId: fromInvoiceId, open } = paid
  const at = new Date('2026-11-20T04:00:00Z')
  const proposed = async (by: Actor) =>
    aPaymentMove(database, { paymentId, fromInvoiceId, invoiceId: await open(), at, by })
  return {
    ...{ openInvoiceId: await open(), movedPaymentId: paymentId },
    moveId: await proposed(finance),
    ownMoveId: await proposed(manager),
  }
}

/** Records that wait for the other side: a return, a payment, a refund; and settlements. */
async function moneyRecords(
  database: TestDatabase,
  world: Market & Awaited<ReturnType<typeof deliveries>>,
) {
  const { orderId, manager, finance, receiver, orderLines, receiptId, receiptLines } = world
  const lines = orderLines.map(({ id }) => ({ orderLineId: id, amountCents: 30_000 }))
  const { invoiceId } = await anInvoice(database, { purchaseOrderId: orderId, manager, lines })
  const paid = await aConfirmedPayment(database, {
    ...{ invoiceId, amountCents: 40_000, finance, manager },
  })
  await aPayeeAccount(database, manager)
  const unitId = world.unit.id
  const onlinePaymentId = await anOnlinePayment(database, { unitId, finance })
  await paidOnline(database, { unitId, finance, ...paid })
  const write = <T>(actor: Actor, work: (tx: Transaction, context: Context) => Promise<T>) =>
    transaction(database.db, (tx) => work(tx, contextFor(actor)))
  const [line] = orderLines
  const back = [{ receiptLineId: receiptLines[0]?.line.id ?? '', grams: 500 }]
  const settle = (purchaseOrderId: string | null, rows: Settled[]) =>
    write(manager, (tx, context) => recordSettlements(tx, context, { purchaseOrderId, rows }))
  const billed = { purchaseOrderId: orderId, manager }
  const small = [{ orderLineId: line?.id ?? '', amountCents: 50 }]
  const smallInvoice = async () =>
    (await anInvoice(database, { ...billed, lines: small, reason: '尾差' })).invoiceId
  const inRun = async () => ({ finance, invoiceIds: [await smallInvoice()], at: orderedAt })
  return {
    invoiceId,
    onlinePaymentId,
    ...(await movedRecords(database, world, { invoiceId, ...paid, open: smallInvoice })),
    bankLineId: await aBankLine(database, manager, { cents: 20_000, on: '2026-11-20' }),
    ignoredLineId: await aBankLine(database, manager, { cents: 700, state: 'ignored' }),
    sentLineId: await aBankLine(database, finance, { cents: -20_000, on: '2026-11-20' }),
    oldLineId: await aBankLine(database, finance, { cents: -700, state: 'ignored' }),
    smallInvoiceId: await smallInvoice(),
    overpaidInvoiceId: await anOverpaidInvoice(database, { finance, ...billed, lines: small }),
    runId: await aPreparedRun(database, await inRun()),
    releasedRunId: await aReleasedRun(database, await inRun()),
    termsId: await waitingTerms(database, { finance, cooperativeId: world.seller.id }),
    waiverId: (await aWaitingWaiver(database, { ...billed, orderLineId: line?.id ?? '' })).waiverId,
    paymentId: await write(finance, (tx, context) =>
      recordPayment(tx, context, {
        invoiceId,
        amountCents: 5_000,
        ...{ bankReference: 'B-2', paidOn: '2026-11-20' },
      }),
    ),
    refundId: await write(manager, (tx, context) =>
      recordRefund(tx, context, {
        invoiceId,
        bankReference: 'B-3',
        refundedOn: '2026-11-20',
        reason: '多付',
        lines: [{ orderLineId: line?.id ?? '', amountCents: 500 }],
      }),
    ),
    returnId: await write(receiver, (tx, context) =>
      recordReturn(tx, context, { receiptId, reason: 'damaged', note: '', lines: back }),
    ),
    correctionId: await write(receiver, (tx, context) =>
      proposeCorrection(tx, context, {
        ...{ receiptId, receiptLineId: receiptLines[0]?.line.id ?? '', grams: 100 },
        ...{ deductionCents: 0, reason: '写少了', fileId: null },
      }),
    ),
    settlementIds: await settle(orderId, [settled('B-4')]),
    slip: await aHouseholdSlip(database, billed),
    waitingIds: await settle(null, [settled('B-5'), settled('B-6')]),
    documentId: (await aDocument(database, world.authorityId)).fileId,
  }
}

/** What the village keeps: its points, and the number of a lot that households bring goods to. */
async function villageRecords(database: TestDatabase, { manager, offers }: Market) {
  const [row] = await database.sql<{ number: string }[]>`
    select number from catalogue.lots where id = ${offers[0].lotId}`
  return {
    points: await aPointsBook(database, manager),
    lotNumber: row?.number ?? '',
    profileProposalId: await aProfileProposal(database, manager),
  }
}

type Context = ReturnType<typeof contextFor>
type Settled = Parameters<typeof recordSettlements>[2]['rows'][number]

export function settled(bankReference: string): Settled {
  return {
    villageCode: '500237222213',
    recipientKind: 'collective',
    householdNumber: null,
    recipientName: '下庄村集体',
    amountCents: 1_000,
    settledOn: '2026-07-21',
    bankReference,
  }
}

/** Relations in force and proposed ones, all of them the unit's. */
async function helpRecords(database: TestDatabase, { unit, leader, admin }: Market) {
  const helper = await aUnit(database, { name: '帮扶的机关' })
  const member = await aUnit(database, { name: '集团成员' })
  const group = await aGroup(database, { leadUnitId: unit.id, memberUnitIds: [member.id] })
  const coordinator = await aMember(database, {
    organisationId: group.id,
    roles: ['group_coordinator'],
  })
  const helperLeader = await aMember(database, {
    organisationId: helper.id,
    roles: ['unit_leader'],
  })
  const introduction = { helperUnitId: helper.id, buyerUnitId: unit.id }
  const [membership] = await database.sql<{ id: string }[]>`
    select id from assistance.group_members where unit_id = ${member.id}`
  const proposalId = await transaction(database.db, (tx) =>
    propose(tx, contextFor(leader), {
      about: {
        kind: 'pairing',
        organisationId: unit.id,
        divisionCode: '500237222214',
        pairingKind: 'designated',
        firstSecretaryName: null,
      },
      fromDate: '2026-12-01',
      toDate: null,
    }),
  )
  return {
    helper,
    group,
    coordinator: coordinator.actor,
    helperLeader: helperLeader.actor,
    membershipOfGroupId: membership?.id ?? '',
    proposalId,
    pairingId: (await aPairing(database, { organisationId: unit.id })).id,
    ...(await secretaryPosts(database, leader)),
    consentId: (await aConsent(database, { unitId: unit.id })).consentId,
    introductionId: (await anIntroduction(database, introduction)).id,
    askedIntroductionId: (await anIntroduction(database, { ...introduction, confirmedAt: null }))
      .id,
    sharedCreditId: (
      await aSharedCredit(database, { buyerUnitId: unit.id, shares: { [unit.id]: 10_000 } })
    ).id,
    reserveFilingId: (await aReserveFiling(database, { parentId: unit.id })).id,
    targetId: (await aTarget(database, { organisationId: unit.id, year: 2026, amount: 1_000 })).id,
    groupTargetId: (
      await aTarget(database, { organisationId: group.id, year: 2028, amount: 9_000 })
    ).id,
    targetChangeId: (
      await aTarget(database, {
        ...{ organisationId: unit.id, year: 2027, amount: 5_000 },
        proposed: {
          ...{ amount: 4_000, proposedBy: leader.personId, organisationId: unit.id },
          confirmingOrganisationId: group.id,
        },
      })
    ).changeId,
    platformDocumentId: (await aDocument(database, admin.organisationId ?? '')).fileId,
  }
}

/** Two posts as first secretary that the unit's leader has by name, in public by one. */
async function secretaryPosts(database: TestDatabase, leader: Actor) {
  const own = { organisationId: leader.organisationId ?? '', firstSecretaryName: '王小明' }
  const post = await aPairing(database, { ...own, divisionCode: '500237222215' })
  const named = await aPairing(database, { ...own, divisionCode: '500237222215' })
  const params = { pairingId: named.id }
  await transaction(database.db, (tx) => agreeToBeNamed(tx, contextFor(leader), params))
  return { secretaryPostId: post.id, namedPostId: named.id }
}

/** What one person has proposed of the unit and of its seller, and a licence (§11.5). */
async function changesUnderWay(database: TestDatabase, market: Market) {
  const { unit, seller, leader, manager, applicant } = market
  const { fileId } = await aDocument(database, seller.id)
  const known = { organisationId: seller.id, version: 1 }
  const account = { bankName: '农村商业银行', bankAccount: '6210000000000000009' }
  const rule = { secondPersonDays: 30 }
  const written = { kind: 'business' as const, number: '示例执照-2027', validTo: null }
  await transaction(database.db, async (tx) => {
    const wished = { name: '改名的机关', parentId: null }
    await proposeIdentity(tx, contextFor(leader), { organisationId: unit.id, version: 1, wished })
    await proposeBankAccount(tx, contextFor(manager), { ...known, ...rule, wished: account })
    const licence = { ...written, cooperativeId: seller.id, validFrom: '2027-01-01', fileId }
    await addLicence(tx, contextFor(manager), licence)
  })
  const markId = await aWaitingMark(database, {
    ...{ productId: market.offers[0].productId, fileId },
    ...{ addedBy: manager.personId ?? '', addedAt: orderedAt },
  })
  const changeOf = async (kind: string, organisationId: string) => {
    const [row] = await database.sql<{ id: string }[]>`
      select id from organisations.proposed_changes
      where kind = ${kind} and organisation_id = ${organisationId}`
    return row?.id ?? ''
  }
  const licences = await database.sql<{ id: string; state: string }[]>`
    select id, state from organisations.licences where cooperative_id = ${seller.id}`
  const licenceIn = (state: string) => licences.find((row) => row.state === state)?.id ?? ''
  return {
    identityChangeId: await changeOf('identity', unit.id),
    accountChangeId: await changeOf('bank_account', seller.id),
    submittedLicenceId: licenceIn('submitted'),
    acceptedLicenceId: licenceIn('accepted'),
    scanId: fileId,
    markId,
    applicantManager: (
      await aMember(database, { organisationId: applicant.id, roles: ['cooperative_manager'] })
    ).actor,
  }
}

/** A member without an e-mail address about whom everything is asked at once. */
async function aMemberInTrouble(
  database: TestDatabase,
  { unit, settings }: { unit: Market['unit']; settings: LinkSettings },
) {
  const context = contextFor(systemActor)
  const person = await transaction(database.db, (tx) =>
    createPerson(tx, context, { name: '周阿姨', email: null, phone: null, password }),
  )
  const { personId } = person
  const of = { organisationId: unit.id, roles: ['buyer'] as const, personId }
  const { membershipId, actor } = await aMember(database, of)
  const disabled = await aMember(database, { organisationId: unit.id, roles: ['buyer'] })
  await database.sql`update accounts.people set disabled_at = ${testClock()},
    disabled_reason = '离职', disabled_by = ${personId} where id = ${disabled.personId}`
  const [row] = await database.sql<{ member_number: string }[]>`
    select member_number from accounts.people where id = ${personId}`
  const claimId = newId()
  const expiresAt = new Date(testClock().getTime() + 1_000_000)
  const leader = contextFor(await unit.member('unit_leader'))
  const organisation = { id: unit.id, kind: 'unit', name: unit.name, divisionCode: null } as const
  const made = await transaction(database.db, async (tx) => {
    const email = 'new-address@people.test'
    await insertClaim(tx, { id: claimId, personId, email, createdAt: context.now, expiresAt })
    const issuer = { issuedBy: leader.actor.personId, organisationId: unit.id }
    const reset = await issueResetToken(tx, context, personId, { validFor: 1_000_000, issuer })
    const { id } = await invitePerson(tx, leader, {
      ...{ organisation, name: '李芳', email: 'li@unit.test', phone: null, roles: ['receiver'] },
      settings,
    })
    const known = await personById(tx, personId)
    if (known === undefined) throw new Error('a session of nobody')
    const device = { userAgent: 'test', address: '10.0.0.1' }
    const opened = await openSession(tx, context, { person: known, device })
    return { resetToken: reset, invitationId: id, opened }
  })
  return {
    personId,
    membershipId,
    login: row?.member_number ?? '',
    actor: { ...actor, sessionId: made.opened.open.sessionId },
    refreshToken: made.opened.refreshToken,
    disabledId: disabled.personId,
    resetToken: made.resetToken,
    code: emailCode(settings, claimId),
    invitationId: made.invitationId,
    invitationToken: invitationToken(settings, made.invitationId, 'hand'),
  }
}
