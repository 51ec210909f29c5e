import type { Actor } from '../../server/platform/context.ts'
import { bankActs } from './bank-acts.ts'
import type { CallOptions } from './call.ts'
import { closingActs } from './closing-acts.ts'
import { correctionActs } from './correction-acts.ts'
import { exportActs } from './export-acts.ts'
import { type BusyWorld, password } from './factories/busy-world.ts'
import { aListing, aLotAttributes, aPackAttributes } from './factories/catalogue.ts'
import { keyActs } from './key-acts.ts'
import { onlineActs } from './online-acts.ts'
import { reserveActs } from './reserve-acts.ts'
import { reviewActs } from './review-acts.ts'
import { runActs } from './run-acts.ts'
import { settlementActs } from './settlement-acts.ts'
import { targetActs } from './target-acts.ts'
import { villageActs } from './village-acts.ts'
import { webhookActs } from './webhook-acts.ts'

/** How one act is asked of an endpoint; `about` tells apart two of one endpoint. */
export interface Act {
  as?: Actor
  about?: string
  params?: Record<string, string>
  body?: unknown
  headers?: Record<string, string>
  file?: CallOptions['file']
}

export type Acts = Record<string, Act | Act[]>

const reason = '天气原因'
const better = '秋天的最后一茬茶叶真的香'
const contact = { address: '示例路 2 号', contactName: '李敏', contactPhone: '13900000002' }

const account = { bankName: '农村商业银行', bankAccount: '6210000000000000002' }
const licence = {
  kind: 'food_trading',
  number: 'JY15002370000001',
  validFrom: '2026-01-01',
  validTo: null,
}

/** One act or more of every endpoint that writes, on the same records wherever they can meet. */
export function actsOf(world: BusyWorld): Acts {
  return {
    ...accountActs(world),
    ...keyActs(world),
    ...organisationActs(world),
    ...changeActs(world),
    ...assistanceActs(world),
    ...reserveActs(world),
    ...targetActs(world),
    ...creditActs(world),
    ...catalogueActs(world),
    ...orderActs(world),
    ...deliveryActs(world),
    ...billingActs(world),
    ...correctionActs(world),
    ...runActs(world),
    ...reviewActs(world),
    ...onlineActs(world),
    ...bankActs(world),
    ...settlementActs(world),
    ...closingActs(world),
    ...villageActs(world),
    ...importActs(world),
    ...exportActs(world),
    ...webhookActs(world),
  }
}

function accountActs({ unit, leader, admin, member }: BusyWorld): Acts {
  const { personId, membershipId, actor, refreshToken } = member
  const own = { as: actor }
  const params = { membershipId }
  const cookie = { headers: { cookie: `cunji_refresh=${refreshToken}` } }
  return {
    'accounts.signIn': { body: { login: member.login, password } },
    'accounts.refreshSession': cookie,
    'accounts.signOut': cookie,
    'accounts.actFor': { ...own, body: { organisationId: unit.id } },
    'accounts.endDevice': { ...own, params: { sessionId: actor.sessionId } },
    'accounts.signOutEverywhere': own,
    'accounts.updateAccount': { ...own, body: { name: '周大姐' } },
    'accounts.changePassword': {
      ...own,
      body: { currentPassword: password, newPassword: better },
    },
    'accounts.requestEmail': { ...own, body: { email: 'zhou@people.test', password } },
    'accounts.confirmEmail': { ...own, body: { code: member.code } },
    'accounts.changePhone': { ...own, body: { phone: '13900000009', password } },
    'accounts.requestPasswordReset': { body: { email: 'nobody@people.test' } },
    'accounts.resetPassword': { body: { token: member.resetToken, newPassword: better } },
    'accounts.changeMemberRoles': { as: leader, params, body: { roles: ['receiver'] } },
    'accounts.endMembership': { as: leader, params },
    'accounts.issueRecoveryLink': { as: leader, params },
    'accounts.invite': {
      as: leader,
      params: { organisationId: unit.id },
      body: { name: '李芳', email: 'li@unit.test', roles: ['buyer'] },
    },
    'accounts.withdrawInvitation': { as: leader, params: { invitationId: member.invitationId } },
    'accounts.acceptInvitation': { body: { token: member.invitationToken, password: better } },
    'accounts.disablePerson': { as: admin, params: { personId }, body: { reason } },
    'accounts.reinstatePerson': { as: admin, params: { personId: member.disabledId } },
  }
}

function organisationActs(world: BusyWorld): Acts {
  const { unit, seller, applicant, leader, manager, official, admin } = world
  const cooperative = { params: { cooperativeId: seller.id } }
  const profile = { creditCode: null, unitType: 'state_organ', parentId: null }
  const place = { divisionCode: '500103', ...contact }
  const channel = { name: '机关食堂', ...place }
  return {
    'organisations.createUnit': { as: admin, body: { name: '新的机关', ...profile, ...place } },
    'organisations.createAuthority': {
      as: admin,
      body: { name: '新的局', divisionCode: '500237' },
    },
    'organisations.saveUnit': {
      as: leader,
      params: { unitId: unit.id },
      body: { unitType: 'state_organ', ...contact, version: 1 },
    },
    'organisations.openChannel': {
      as: leader,
      params: { unitId: unit.id },
      body: { kind: 'union', ...channel },
    },
    'organisations.saveChannel': {
      as: leader,
      params: { channelId: unit.channelId },
      body: channel,
    },
    'organisations.closeChannel': { as: leader, params: { channelId: unit.channelId } },
    'organisations.saveCooperative': {
      as: manager,
      ...cooperative,
      body: { ...contact, contactEmail: null, version: 1 },
    },
    'organisations.decideAdmission': [
      { about: 'suspend', as: admin, ...cooperative, body: { step: 'suspend', reason } },
      {
        about: 'recommend',
        as: official,
        params: { cooperativeId: applicant.id },
        body: { step: 'recommend' },
      },
    ],
    'organisations.applyAsUnit': {
      body: {
        ...{ name: '新的学校', unitType: 'school', creditCode: '11500000MB19069553', ...place },
        ...{ contactEmail: null, supervisingUnit: '新的教委' },
      },
    },
    'organisations.decideUnitApplication': {
      as: official,
      params: { applicationId: world.unitApplicationId },
      body: { answer: 'confirm' },
    },
    'organisations.applyForAdmission': {
      body: {
        name: '新的合作社',
        creditCode: '91654026MA78WT2Q66',
        cooperativeType: 'cooperative',
        legalRepresentative: '毛建国',
        villageCode: '500237222213',
        ...contact,
        contactEmail: null,
        ...account,
        licences: [{ ...licence, kind: 'business' }],
      },
    },
  }
}

function importActs({ imports }: BusyWorld): Acts {
  const version = 1
  const choice = { text: '甲', value: '乙', version }
  const ofEach = (act: (one: BusyWorld['imports'][number]) => Act): Act[] =>
    imports.map((one) => ({ ...act(one), as: one.actor, about: one.actor.roles.join() }))
  const checked = (body: object) =>
    ofEach(({ checkedId }) => ({ params: { importId: checkedId }, body }))
  return {
    'exchange.chooseColumns': checked({ fields: ['name'], version }),
    'exchange.chooseMeant': ofEach(({ checkedId, field }) => ({
      params: { importId: checkedId },
      body: { ...choice, field },
    })),
    'exchange.applyImport': checked({ version }),
    'exchange.resumeImport': ofEach(({ failedId }) => ({ params: { importId: failedId } })),
    // What finance brings in is kept for good.
    'exchange.undoImport': ofEach(({ appliedId }) => ({ params: { importId: appliedId } })).filter(
      ({ as }) => !as?.roles.includes('finance'),
    ),
  }
}

/** What one person proposes of an organisation and another confirms (§11.5). */
function changeActs(world: BusyWorld): Acts {
  const { seller, applicant, leader, manager, official, admin } = world
  const { identityChangeId, accountChangeId, submittedLicenceId } = world
  const cooperative = { params: { cooperativeId: seller.id } }
  const answer = { answer: 'confirm' }
  const named = { name: '改过名的单位', version: 1 }
  const village = { villageCode: '500237222213', legalRepresentative: '毛小红' }
  return {
    'organisations.proposeUnitIdentity': {
      as: world.helperLeader,
      params: { unitId: world.helper.id },
      body: { ...named, divisionCode: '500103', parentId: null, creditCode: null },
    },
    'organisations.proposeCooperativeIdentity': {
      as: manager,
      ...cooperative,
      body: { ...named, creditCode: '11500000MB19069553', ...village },
    },
    'organisations.proposeBankAccount': {
      as: world.applicantManager,
      params: { cooperativeId: applicant.id },
      body: { ...account, version: 1 },
    },
    'organisations.decideChange': [
      { about: 'name', as: admin, params: { changeId: identityChangeId }, body: answer },
      { about: 'account', as: admin, params: { changeId: accountChangeId }, body: answer },
    ],
    'organisations.withdrawChange': { as: leader, params: { changeId: identityChangeId } },
    'organisations.addLicence': {
      as: manager,
      ...cooperative,
      body: { ...licence, fileId: world.scanId },
    },
    'organisations.addLicenceScan': {
      as: manager,
      params: { licenceId: world.acceptedLicenceId },
      body: { fileId: world.scanId },
    },
    'organisations.decideLicence': {
      as: official,
      params: { licenceId: submittedLicenceId },
      body: answer,
    },
  }
}

function assistanceActs(world: BusyWorld): Acts {
  const { unit, helper, group, leader, coordinator, official, admin } = world
  const since = { fromDate: '2026-12-01', toDate: null }
  const proposal = { params: { proposalId: world.proposalId } }
  const end = { body: { toDate: '2026-12-31' } }
  return {
    'assistance.createGroup': {
      as: admin,
      body: {
        name: '又一个集团',
        leadUnitId: unit.id,
        fromDate: '2026-12-01',
        document: { name: '渝文〔2026〕2 号', fileId: world.platformDocumentId },
      },
    },
    'assistance.addMember': {
      as: coordinator,
      params: { groupId: group.id },
      body: { unitId: helper.id, fromDate: '2026-12-01' },
    },
    'assistance.endMember': {
      as: coordinator,
      params: { groupId: group.id, membershipId: world.membershipOfGroupId },
      ...end,
    },
    'assistance.createPairing': {
      as: leader,
      body: {
        organisationId: unit.id,
        divisionCode: '500237222212',
        kind: 'designated',
        ...since,
      },
    },
    'assistance.endPairing': { as: leader, params: { pairingId: world.pairingId }, ...end },
    'assistance.agreeToBeNamed': { as: leader, params: { pairingId: world.secretaryPostId } },
    'assistance.confirmConsent': { as: leader, params: { consentId: world.consentId } },
    'assistance.refuseConsent': { as: leader, params: { consentId: world.consentId } },
    'assistance.withdrawName': { as: leader, params: { pairingId: world.namedPostId } },
    'assistance.answerProposal': [
      { about: 'accept', as: official, ...proposal, body: { answer: 'accept' } },
      { about: 'decline', as: official, ...proposal, body: { answer: 'decline' } },
    ],
    'assistance.withdrawProposal': { as: leader, ...proposal },
    'assistance.addPolicy': [
      {
        ...{ about: 'for all', as: admin },
        body: {
          ...{ name: 'reserve_share', value: 1_000, validFrom: '2027-01-01' },
          decidedBy: '财库〔2026〕1 号',
        },
      },
      {
        ...{ about: 'for a county', as: official },
        body: {
          ...{ name: 'secretary_ranking', value: true, validFrom: '2027-01-01' },
          decidedBy: '县委会议纪要',
        },
      },
    ],
  }
}

function creditActs(world: BusyWorld): Acts {
  const { unit, helper, leader, helperLeader } = world
  const since = { fromDate: '2026-12-01', toDate: null }
  const end = { body: { toDate: '2026-12-31' } }
  const asked = { as: leader, params: { introductionId: world.askedIntroductionId } }
  const whole = (unitId: string) => [{ unitId, shareBasisPoints: 10_000 }]
  return {
    'assistance.recordIntroduction': { as: helperLeader, body: { buyerUnitId: unit.id } },
    'assistance.answerIntroduction': { ...asked, body: { answer: 'confirm' } },
    'assistance.endIntroduction': {
      as: leader,
      params: { introductionId: world.introductionId },
      ...end,
    },
    'assistance.recordSharedCredit': {
      as: helperLeader,
      body: { buyerUnitId: helper.id, parts: whole(helper.id), ...since },
    },
    'assistance.endSharedCredit': {
      as: leader,
      params: { sharedCreditId: world.sharedCreditId },
      ...end,
    },
  }
}

function termsActs({ manager, proposedTermsId: proposalId }: BusyWorld): Acts {
  return {
    'catalogue.confirmSalesTerms': {
      as: manager,
      params: { proposalId },
      body: { version: 1, termsVersion: 1 },
    },
    'catalogue.refuseSalesTerms': {
      as: manager,
      params: { proposalId },
      body: { reason },
    },
    'catalogue.setSalesTerms': {
      as: manager,
      body: {
        minimumOrderCents: 1_000,
        cutOff: '15:00',
        leadTimeDays: 2,
        deliveryAreas: [{ code: '50', freightCentsPerKg: 10 }],
        version: 1,
      },
    },
  }
}

function catalogueActs(world: BusyWorld): Acts {
  const { offers, draft, inReview, manager, packer, official, admin } = world
  const lots = { harvestedOn: '2026-11-01', expiresOn: '2026-12-20' }
  const mark = { productId: offers[0].productId, markId: world.markId }
  const of = (act: Act, which: (offer: (typeof offers)[number]) => Record<string, string>) =>
    offers.map((offer, index) => ({ ...act, about: `goods ${index + 1}`, params: which(offer) }))
  const product = ({ productId }: { productId: string }) => ({ productId })
  const pack = ({ packId }: { packId: string }) => ({ packId })
  const lot = ({ lotId }: { lotId: string | null }) => ({ lotId: lotId ?? '' })
  const { seasonWindows, packs, lot: _lot, submit: _submit, ...goods } = aListing()
  return {
    'catalogue.requestGoods': {
      as: world.unit.buyer,
      body: { goods: '折耳根', grams: 10_000, neededOn: '2026-12-01' },
    },
    'catalogue.withdrawWantedGoods': { as: world.unit.buyer, params: { id: world.wantedId } },
    'catalogue.answerWantedGoods': {
      as: manager,
      params: { id: world.wantedId },
      body: { productId: offers[0].productId },
    },
    'catalogue.listProduct': {
      as: manager,
      body: { ...aListing(), lot: aLotAttributes(lots), submit: true },
    },
    'catalogue.reviseListing': of(
      { as: manager, body: { ...goods, name: '巫山脆李王', seasonWindows, version: 1 } },
      product,
    ),
    'catalogue.submitListing': { as: manager, params: product(draft) },
    'catalogue.withdrawListing': of({ as: manager }, product),
    'catalogue.reviewListing': {
      as: official,
      params: product(inReview),
      body: { version: 1, decision: 'approve' },
    },
    'catalogue.reviewPack': {
      as: official,
      params: { productId: offers[0].productId, packId: world.oddPackId },
      body: { version: 1, decision: 'accept' },
    },
    'catalogue.addMark': {
      as: manager,
      params: product(offers[0]),
      body: { kind: 'organic', number: '123OP1900001', fileId: world.scanId },
    },
    'catalogue.withdrawMark': { as: manager, params: mark },
    'catalogue.reviewMark': { as: official, params: mark, body: { decision: 'accept' } },
    'catalogue.addPack': of(
      { as: manager, body: aPackAttributes({ name: '大箱', netGrams: 10_000 }) },
      product,
    ),
    'catalogue.withdrawPack': { as: manager, params: pack(offers[1]) },
    'catalogue.changePrice': of({ as: manager, body: { priceCents: 6_500, version: 1 } }, pack),
    'catalogue.declareLot': of({ as: packer, body: aLotAttributes(lots) }, product),
    'catalogue.adjustLot': of({ as: packer, body: { changeGrams: -500, reason } }, lot),
    'catalogue.closeLot': of({ as: packer }, lot),
    'catalogue.saveProduceKind': {
      as: admin,
      body: { name: '土豆', broader: [], otherNames: ['洋芋', '洋芋蛋'], version: 1 },
    },
    ...termsActs(world),
  }
}

function orderActs(world: BusyWorld): Acts {
  const { unit, offers, leader, manager } = world
  const { buyer, approver, channelId } = unit
  const placed = { params: { id: world.placedId } }
  const submitted = { params: { id: world.requisitionId } }
  const lines = offers.map(({ packId }) => ({ packId, quantity: 1 }))
  const template = { params: { id: world.templateId } }
  const request = { channelId, neededOn: '2026-12-01', note: '' }
  return {
    'orders.saveBasket': { as: buyer, body: { lines, version: 0 } },
    'orders.setSheetColumn': { as: buyer, body: { title: '申领', kind: 'quantity' } },
    'orders.createTemplate': { as: buyer, body: { name: '周二早餐', lines } },
    'orders.changeTemplate': { as: buyer, ...template, body: { name: '周三早餐', version: 1 } },
    'orders.removeTemplate': { as: buyer, ...template, body: { version: 1 } },
    'orders.setApprovalLimits': {
      as: leader,
      body: { freeUpToCents: 10_000_000, approverUpToCents: null, version: 1 },
    },
    'orders.setBudget': {
      as: leader,
      params: { year: '2026' },
      body: { budgetCents: 900_000_000, version: 1 },
    },
    'orders.placeRequisition': [
      { about: 'placed', as: buyer, body: { ...request, lines } },
      {
        about: 'submitted',
        as: buyer,
        body: { ...request, lines: lines.map((line) => ({ ...line, quantity: 900 })) },
      },
    ],
    'orders.approveRequisition': { as: approver, ...submitted, body: { version: 1 } },
    'orders.rejectRequisition': { as: approver, ...submitted, body: { reason } },
    'orders.commentOnRequisition': { as: buyer, ...submitted, body: { text: better } },
    'orders.strikeLine': {
      as: approver,
      ...submitted,
      body: { packId: offers[0].packId, reason, version: 1 },
    },
    'orders.withdrawRequisition': { as: buyer, ...submitted },
    'orders.confirmPurchaseOrder': { as: manager, ...placed },
    'orders.declinePurchaseOrder': { as: manager, ...placed, body: { reason } },
    'orders.cancelPurchaseOrder': { as: buyer, ...placed, body: { reason } },
  }
}

function deliveryActs(world: BusyWorld): Acts {
  const { manager, packer, receiver, orderLines, otherLotId, shipmentLines } = world
  const order = { params: { purchaseOrderId: world.orderId } }
  const prepared = { as: packer, params: { shipmentId: world.preparedId } }
  const back = { params: { returnId: world.returnId } }
  const surplus = { params: { surplusId: world.surplusId } }
  const correction = { params: { correctionId: world.correctionId } }
  const credit = { params: { correctionId: world.creditCorrectionId } }
  const [first] = orderLines
  const packed = [{ orderLineId: first?.id ?? '', packs: 5, lotId: otherLotId }]
  const weighed = shipmentLines.map(({ line }) => ({
    shipmentLineId: line.id,
    weighedGrams: line.grams,
    acceptedGrams: line.grams - 500,
    reason: 'damaged',
  }))
  const returned = [{ receiptLineId: world.receiptLines[0]?.line.id ?? '', grams: 300 }]
  return {
    'deliveries.prepareShipment': [
      { about: 'from another lot', as: packer, ...order, body: { lines: packed } },
      {
        about: 'all that is left',
        as: packer,
        params: { purchaseOrderId: world.packedOrderId },
        body: {},
      },
    ],
    'deliveries.cancelShipment': { ...prepared, body: { version: 1 } },
    'deliveries.dispatchShipment': { ...prepared, body: { carrier: '邮政快递', version: 1 } },
    'deliveries.receiveShipment': {
      as: receiver,
      params: { shipmentId: world.shipmentId },
      body: { lines: weighed },
    },
    'deliveries.closeShort': { as: manager, ...order, body: { reason } },
    'deliveries.recordReturn': {
      as: receiver,
      params: { receiptId: world.receiptId },
      body: { reason: 'damaged', lines: returned },
    },
    'deliveries.proposeCorrection': {
      as: manager,
      params: { receiptId: world.receiptId },
      body: { receiptLineId: world.receiptLines[1]?.line.id, grams: 100, reason },
    },
    'deliveries.confirmCorrection': { as: manager, ...correction },
    'deliveries.rejectCorrection': { as: manager, ...correction, body: { reason } },
    'deliveries.proposeCreditCorrection': {
      as: manager,
      params: { purchaseOrderId: world.packedOrderId },
      body: { channel: 'union', reason },
    },
    'deliveries.confirmCreditCorrection': { as: world.leader, ...credit },
    'deliveries.rejectCreditCorrection': { as: world.leader, ...credit, body: { reason } },
    'deliveries.confirmSurplus': { as: manager, ...surplus },
    'deliveries.rejectSurplus': { as: manager, ...surplus, body: { reason } },
    'deliveries.confirmReturn': { as: manager, ...back },
    'deliveries.rejectReturn': { as: manager, ...back, body: { reason } },
  }
}

function billingActs(world: BusyWorld): Acts {
  const { manager, finance, orderLines } = world
  const order = { purchaseOrderId: world.orderId }
  const invoice = { params: { invoiceId: world.invoiceId } }
  const payment = { as: manager, params: { paymentId: world.paymentId } }
  const refund = { as: finance, params: { refundId: world.refundId } }
  const [first] = orderLines
  return {
    'billing.createInvoice': {
      as: manager,
      params: order,
      body: { number: '26500000999999999999', issuedOn: '2026-07-22' },
    },
    'billing.recordPayment': {
      as: finance,
      ...invoice,
      body: { amountCents: 1_000, bankReference: 'B-7', paidOn: '2026-11-20' },
    },
    'billing.createCreditNote': {
      as: manager,
      ...invoice,
      body: {
        number: '26500000999999999998',
        issuedOn: '2026-11-20',
        reason: '退货',
        lines: [{ orderLineId: first?.id, amountCents: 200 }],
      },
    },
    'billing.setPaymentTerms': { as: finance, body: { days: 20, validFrom: '2026-11-22' } },
    'billing.answerPaymentTerms': {
      as: manager,
      params: { termsId: world.termsId },
      body: { answer: 'agree' },
    },
    'billing.requestPayment': { as: manager, body: { unitId: world.unit.id } },
    'billing.confirmPayment': payment,
    'billing.rejectPayment': { ...payment, body: { reason } },
    'billing.recordRefund': {
      as: manager,
      ...invoice,
      body: {
        bankReference: 'B-8',
        refundedOn: '2026-11-20',
        reason: '多付',
        lines: [{ orderLineId: first?.id, amountCents: 100 }],
      },
    },
    'billing.confirmRefund': refund,
    'billing.rejectRefund': { ...refund, body: { reason } },
  }
}
