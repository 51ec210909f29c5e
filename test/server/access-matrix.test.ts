import { expect, test } from 'vitest'
import type { Endpoint } from '../../shared/endpoint.ts'
import { type Role, roles } from '../../shared/roles.ts'
import { signedIn, testApp } from '../support/app.ts'
import { anyParams, everyEndpoint } from '../support/contract.ts'

type Row = 'everybody' | 'signed in' | readonly Role[]

const unit = ['buyer', 'approver', 'receiver', 'finance', 'unit_leader'] as const
const cooperative = ['cooperative_manager', 'cooperative_packer'] as const
const manager = ['cooperative_manager'] as const
const heads = ['unit_leader', 'cooperative_manager', 'platform_admin'] as const
const overseers = ['official', 'group_coordinator', 'platform_admin'] as const
const reviewers = ['official', 'platform_admin'] as const
const importers = [
  ...['platform_admin', 'official', 'unit_leader', 'group_coordinator'],
  'cooperative_manager',
  'finance',
] as const
const moneySides = ['finance', 'cooperative_manager'] as const

/** Who is let in where. Written by hand, so that the contract cannot agree with itself. */
const table: Record<string, Row> = {
  'evidence.uploadFile': 'signed in',
  'evidence.readSheet': 'signed in',
  'evidence.readFile': 'everybody',
  'evidence.readThumbnail': 'everybody',
  'evidence.listAudit': heads,

  'accounts.signIn': 'everybody',
  'accounts.refreshSession': 'everybody',
  'accounts.session': 'signed in',
  'accounts.actFor': 'signed in',
  'accounts.signOut': 'everybody',
  'accounts.exportOwnData': 'signed in',
  'accounts.listDevices': 'signed in',
  'accounts.endDevice': 'signed in',
  'accounts.signOutEverywhere': 'signed in',
  'accounts.updateAccount': 'signed in',
  'accounts.changePassword': 'signed in',
  'accounts.requestPasswordReset': 'everybody',
  'accounts.resetPassword': 'everybody',
  'accounts.listMembers': heads,
  'accounts.changeMemberRoles': heads,
  'accounts.endMembership': heads,
  'accounts.listInvitations': heads,
  'accounts.invite': heads,
  'accounts.withdrawInvitation': heads,
  'accounts.showInvitation': 'everybody',
  'accounts.acceptInvitation': 'everybody',
  'accounts.requestEmail': 'signed in',
  'accounts.confirmEmail': 'signed in',
  'accounts.changePhone': 'signed in',
  'accounts.issueRecoveryLink': heads,
  'accounts.findPeople': ['platform_admin'],
  'accounts.disablePerson': ['platform_admin'],
  'accounts.reinstatePerson': ['platform_admin'],

  'villages.searchDivisions': 'everybody',
  'villages.division': 'everybody',
  'villages.provinces': 'everybody',
  'villages.readImport': ['platform_admin'],
  'villages.startImport': ['platform_admin'],
  'villages.recordSuccessor': ['platform_admin'],
  'villages.profile': 'everybody',
  'villages.saveProfile': reviewers,
  'villages.declareCapacity': reviewers,

  'organisations.readSetUp': 'everybody',
  'organisations.setUp': 'everybody',
  'organisations.directory': 'signed in',
  'organisations.unit': 'signed in',
  'organisations.createUnit': ['platform_admin'],
  'organisations.createAuthority': ['platform_admin'],
  'organisations.saveUnit': ['unit_leader', 'platform_admin'],
  'organisations.openChannel': ['unit_leader', 'platform_admin'],
  'organisations.saveChannel': ['unit_leader', 'platform_admin'],
  'organisations.closeChannel': ['unit_leader', 'platform_admin'],
  'organisations.applyForAdmission': 'everybody',
  'organisations.applyAsUnit': 'everybody',
  'organisations.unitApplications': reviewers,
  'organisations.decideUnitApplication': reviewers,
  'organisations.cooperatives': reviewers,
  'organisations.cooperative': [...cooperative, ...reviewers],
  'organisations.saveCooperative': manager,
  'organisations.addLicence': [...manager, ...reviewers],
  'organisations.addLicenceScan': manager,
  'organisations.listLicenceReviews': reviewers,
  'organisations.decideLicence': reviewers,
  'organisations.proposeUnitIdentity': ['unit_leader', 'platform_admin'],
  'organisations.proposeCooperativeIdentity': manager,
  'organisations.proposeBankAccount': manager,
  'organisations.listChanges': reviewers,
  'organisations.decideChange': [...manager, ...reviewers],
  'organisations.withdrawChange': heads,
  'organisations.decideAdmission': reviewers,

  'assistance.groups': [...unit, ...overseers],
  'assistance.group': [...unit, ...overseers],
  'assistance.createGroup': ['platform_admin'],
  'assistance.addMember': ['unit_leader', 'group_coordinator', 'platform_admin'],
  'assistance.endMember': ['unit_leader', 'group_coordinator', 'platform_admin'],
  'assistance.listProposals': ['unit_leader', ...overseers],
  'assistance.answerProposal': ['unit_leader', 'group_coordinator', 'official'],
  'assistance.withdrawProposal': ['unit_leader', 'group_coordinator', 'official'],
  'assistance.pairings': 'signed in',
  'assistance.villagePairings': 'everybody',
  'assistance.createPairing': ['unit_leader', ...overseers],
  'assistance.endPairing': ['unit_leader', ...overseers],
  'assistance.targets': ['unit_leader', ...overseers],
  'assistance.saveTarget': ['unit_leader', ...overseers],
  'assistance.fileReserve': ['unit_leader'],
  'assistance.checkReserve': ['unit_leader', 'official'],
  'assistance.remindOfReserve': ['unit_leader', 'official'],
  'assistance.policies': reviewers,
  'assistance.addPolicy': ['platform_admin'],
  'assistance.introductions': unit,
  'assistance.recordIntroduction': unit,
  'assistance.answerIntroduction': ['unit_leader', 'approver'],
  'assistance.endIntroduction': ['unit_leader', 'approver'],
  'assistance.sharedCredits': [...unit, 'platform_admin'],
  'assistance.recordSharedCredit': ['unit_leader', 'platform_admin'],
  'assistance.endSharedCredit': ['unit_leader', 'platform_admin'],

  'catalogue.browse': 'everybody',
  'catalogue.facets': 'everybody',
  'catalogue.marksOfListing': [...cooperative, ...reviewers],
  'catalogue.addMark': manager,
  'catalogue.withdrawMark': manager,
  'catalogue.reviewMark': reviewers,
  'catalogue.seasonCalendar': 'everybody',
  'catalogue.product': 'everybody',
  'catalogue.produceKinds': ['platform_admin'],
  'catalogue.saveProduceKind': ['platform_admin'],
  'catalogue.listings': cooperative,
  'catalogue.listing': [...cooperative, ...reviewers],
  'catalogue.listProduct': manager,
  'catalogue.reviseListing': manager,
  'catalogue.submitListing': manager,
  'catalogue.withdrawListing': manager,
  'catalogue.addPack': manager,
  'catalogue.withdrawPack': manager,
  'catalogue.changePrice': manager,
  'catalogue.declareLot': cooperative,
  'catalogue.adjustLot': cooperative,
  'catalogue.closeLot': cooperative,
  'catalogue.salesTerms': cooperative,
  'catalogue.setSalesTerms': manager,
  'catalogue.confirmSalesTerms': manager,
  'catalogue.refuseSalesTerms': manager,
  'catalogue.reviewQueue': reviewers,
  'catalogue.review': reviewers,
  'catalogue.reviewListing': reviewers,
  'catalogue.reviewPack': reviewers,

  'transparency.readLog': 'everybody',

  'orders.readBasket': ['buyer'],
  'orders.saveBasket': ['buyer'],
  'orders.matchRows': ['buyer'],
  'catalogue.listWantedGoods': ['buyer', 'unit_leader'],
  'catalogue.requestGoods': ['buyer'],
  'catalogue.withdrawWantedGoods': ['buyer'],
  'catalogue.listWantedNearby': ['cooperative_manager'],
  'catalogue.answerWantedGoods': ['cooperative_manager'],
  'orders.setSheetColumn': ['buyer'],
  'orders.readLastOrder': ['buyer'],
  'orders.readEarlierOrder': ['buyer'],
  'orders.listTemplates': ['buyer'],
  'orders.readTemplate': ['buyer'],
  'orders.createTemplate': ['buyer'],
  'orders.changeTemplate': ['buyer'],
  'orders.removeTemplate': ['buyer'],
  'orders.readOrderSettings': unit,
  'orders.setApprovalLimits': ['unit_leader'],
  'orders.setBudget': ['unit_leader'],
  'orders.quoteRequisition': unit,
  'orders.placeRequisition': ['buyer'],
  'orders.listRequisitions': [...unit, ...overseers],
  'orders.readRequisition': [...unit, ...overseers],
  'orders.approveRequisition': ['approver'],
  'orders.rejectRequisition': ['approver'],
  'orders.withdrawRequisition': ['buyer'],
  'orders.readCustom': ['buyer', 'approver', 'unit_leader'],
  'orders.commentOnRequisition': ['buyer', 'approver', 'unit_leader'],
  'orders.strikeLine': ['approver'],
  'orders.listPurchaseOrders': [...unit, ...cooperative, ...overseers],
  'orders.readPurchaseOrder': [...unit, ...cooperative, ...overseers],
  'orders.confirmPurchaseOrder': manager,
  'orders.declinePurchaseOrder': manager,
  'orders.cancelPurchaseOrder': ['buyer', 'approver'],

  'deliveries.listToPack': cooperative,
  'deliveries.prepareShipment': cooperative,
  'deliveries.cancelShipment': cooperative,
  'deliveries.dispatchShipment': cooperative,
  'deliveries.listShipments': 'signed in',
  'deliveries.listOpenShipments': ['receiver', ...cooperative],
  'deliveries.getShipment': 'signed in',
  'deliveries.getShipmentByCode': 'signed in',
  'deliveries.receiveShipment': ['receiver'],
  'deliveries.getReceipt': 'signed in',
  'deliveries.closeShort': manager,
  'deliveries.listReturns': 'signed in',
  'deliveries.recordReturn': ['receiver'],
  'deliveries.confirmReturn': manager,
  'deliveries.rejectReturn': manager,
  'deliveries.listCorrections': 'signed in',
  'deliveries.proposeCorrection': ['receiver', 'cooperative_manager'],
  'deliveries.confirmCorrection': ['receiver', 'cooperative_manager'],
  'deliveries.rejectCorrection': ['receiver', 'cooperative_manager'],
  'deliveries.readOrderCredit': 'signed in',
  'deliveries.listCreditCorrections': 'signed in',
  'deliveries.proposeCreditCorrection': ['unit_leader', 'approver', 'cooperative_manager'],
  'deliveries.confirmCreditCorrection': ['unit_leader', 'approver', 'cooperative_manager'],
  'deliveries.rejectCreditCorrection': ['unit_leader', 'approver', 'cooperative_manager'],
  'deliveries.listSurpluses': 'signed in',
  'deliveries.confirmSurplus': manager,
  'deliveries.rejectSurplus': manager,

  'billing.listToInvoice': moneySides,
  'billing.draftInvoice': manager,
  'billing.createInvoice': manager,
  'billing.draftCreditNote': manager,
  'billing.createCreditNote': manager,
  'billing.waiveDifference': manager,
  'billing.voidInvoice': manager,
  'billing.listDueBack': moneySides,
  'billing.draftSetOff': moneySides,
  'billing.setOff': moneySides,
  'billing.listMisdirected': moneySides,
  'billing.draftMisdirectedSetOff': moneySides,
  'billing.recordMisdirected': moneySides,
  'billing.confirmMisdirected': moneySides,
  'billing.rejectMisdirected': moneySides,
  'billing.withdrawMisdirected': moneySides,
  'billing.setOffMisdirected': moneySides,
  'billing.listPaymentMoves': moneySides,
  'billing.listChargebacks': moneySides,
  'billing.draftPaymentMove': moneySides,
  'billing.proposePaymentMove': moneySides,
  'billing.confirmPaymentMove': moneySides,
  'billing.rejectPaymentMove': moneySides,
  'billing.withdrawPaymentMove': moneySides,
  'billing.withdrawPayment': moneySides,
  'billing.withdrawRefund': manager,
  'billing.confirmWaiver': ['cooperative_manager', 'platform_admin'],
  'billing.rejectWaiver': ['cooperative_manager', 'platform_admin'],
  'billing.getInvoice': 'signed in',
  'billing.getMatch': 'signed in',
  'billing.listMoneyDue': moneySides,
  'billing.readMoneyDesk': moneySides,
  'billing.listPartiesDue': moneySides,
  'billing.readPaymentByUnit': ['official'],
  'billing.requestPayment': manager,
  'billing.listPaymentTerms': moneySides,
  'billing.setPaymentTerms': ['finance'],
  'billing.answerPaymentTerms': manager,
  'billing.listPayable': ['finance'],
  'billing.listPaymentRuns': ['finance'],
  'billing.getPaymentRun': ['finance'],
  'billing.preparePaymentRun': ['finance'],
  'billing.releasePaymentRun': ['finance'],
  'billing.cancelPaymentRun': ['finance'],
  'billing.returnRunPayment': ['finance'],
  'exchange.exportPaymentRun': ['finance'],
  'billing.listPayments': 'signed in',
  'billing.recordPayment': moneySides,
  'billing.confirmPayment': moneySides,
  'billing.rejectPayment': moneySides,
  'billing.listRefunds': 'signed in',
  'billing.recordRefund': manager,
  'billing.confirmRefund': ['finance'],
  'billing.rejectRefund': ['finance'],
  'billing.listPayableOnline': ['finance'],
  'billing.listOnlinePayments': ['finance'],
  'billing.startOnlinePayment': ['finance'],
  'billing.getOnlinePayment': ['finance'],
  'billing.checkOnlinePayment': ['finance'],
  'billing.cancelOnlinePayment': ['finance'],
  'billing.draftOnlineRefund': manager,
  'billing.requestOnlineRefund': manager,
  'billing.getPayeeAccount': manager,
  'billing.openPayeeAccount': manager,
  'billing.receiveProviderEvent': 'everybody',
  'billing.listReconciliations': ['platform_admin'],
  'billing.requestReconciliation': ['platform_admin'],
  'billing.listBankLines': moneySides,
  'billing.listBankCandidates': moneySides,
  'billing.matchBankLine': moneySides,
  'billing.ignoreBankLine': moneySides,
  'billing.reopenBankLine': moneySides,
  'billing.suggestBankMatches': moneySides,
  'billing.readTrialBalance': [...moneySides, 'platform_admin'],
  'billing.listCounterparties': moneySides,
  'billing.listPostings': [...moneySides, 'platform_admin'],
  'billing.readStatement': moneySides,
  'billing.listSettlements': 'signed in',
  'billing.suggestSettlements': manager,
  'billing.suggestLotSettlements': manager,
  'billing.recordSettlements': manager,
  'billing.reverseSettlement': manager,
  'billing.decideSettlements': ['official'],
  'billing.issueSlips': manager,
  'billing.renewSlip': manager,
  'billing.showSlip': 'everybody',

  'reports.listMetrics': 'everybody',
  'reports.readPublicTotals': 'everybody',
  'reports.readPublicCounties': 'everybody',
  'review.listFlags': ['cooperative_manager', 'unit_leader', ...reviewers],
  'review.readFlag': ['cooperative_manager', 'unit_leader', ...reviewers],
  'review.clearFlag': reviewers,
  'review.upholdFlag': reviewers,
  'review.confirmFlag': reviewers,
  'review.refuseFlag': reviewers,
  'review.stateOnFlag': ['cooperative_manager', 'unit_leader'],
  'review.listCheckRuns': reviewers,
  'review.listFlagRates': reviewers,
  'review.startCheckRun': ['platform_admin'],

  'reports.readPublicVillage': 'everybody',
  'reports.readTotals': [...unit, ...overseers],
  'reports.readProgress': [...unit, ...overseers],
  'reports.listTargetProgress': [...unit, ...overseers],
  'reports.remindUnits': ['official', 'group_coordinator'],
  'reports.listRanking': [...unit, ...overseers],
  'reports.listTrend': [...unit, ...overseers],
  'reports.readReserve': unit,
  'reports.listReserve': ['unit_leader', ...reviewers],
  'reports.readResults': [...unit, ...overseers],
  'reports.listBenefits': ['official', 'platform_admin'],
  'reports.listLedger': [...unit, ...overseers],
  'reports.readEntry': [...unit, ...overseers],
  'reports.readEntryProof': [...unit, ...overseers],
  'reports.readVerification': reviewers,
  'reports.startVerification': reviewers,
  'reports.listMonths': reviewers,
  'reports.readMonth': reviewers,
  'reports.prepareClosing': ['official'],
  'reports.returnClosing': ['official'],
  'reports.closeMonth': ['official'],
  'reports.readStatement': reviewers,
  'reports.downloadStatement': reviewers,
  'reports.listChanges': reviewers,
  'exchange.exportStatement': reviewers,
  'exchange.exportReserve': ['unit_leader', ...reviewers],

  'exchange.exportTargetProgress': [...unit, ...overseers],
  'exchange.exportLedger': [...unit, ...overseers],
  'exchange.listImportKinds': importers,
  'exchange.readTemplate': importers,
  'exchange.listImports': importers,
  'exchange.uploadImport': importers,
  'exchange.readImport': importers,
  'exchange.listImportRows': importers,
  'exchange.chooseColumns': importers,
  'exchange.chooseMeant': importers,
  'exchange.applyImport': importers,
  'exchange.resumeImport': importers,
  'exchange.undoImport': importers.filter((role) => role !== 'finance'),
  'exchange.exportImportFaults': importers,
  'exchange.listImportCodes': importers,

  'notices.list': 'signed in',
  'notices.countUnread': 'signed in',
  'notices.markRead': 'signed in',
}

const endpoints = await everyEndpoint()
// Thousands of requests from one address within a minute are what this test is.
const { app, send } = await testApp({ settings: { RATE_LIMIT: '0' } })

const areas: Partial<Record<Role, string>> = { official: '500237' }

/** Asks with a body nobody accepts: whoever is let in learns that, others learn nothing. */
async function statusFor(endpoint: Endpoint, role: Role | null): Promise<number> {
  const area = role === null ? undefined : areas[role]
  const as = role && signedIn({ roles: [role], ...(area && { divisionCode: area }) })
  const body = endpoint.method === 'GET' || endpoint.upload ? {} : { body: {} }
  const response = await send(endpoint, { params: anyParams(endpoint), ...body }, as ? { as } : {})
  expect(response.statusCode, `${endpoint.name} ${role}: ${response.body}`).toBeLessThan(500)
  return response.statusCode
}

function isLetIn(row: Row | undefined, role: Role | null): boolean {
  if (row === 'everybody') return true
  if (role === null) return false
  return row === 'signed in' || Boolean(row?.includes(role))
}

test('every endpoint has a row and every row has an endpoint, which is served', () => {
  const names = endpoints.map((endpoint) => endpoint.name)
  expect(names.length).toBeGreaterThan(90)
  expect(new Set(names).size).toBe(names.length)
  expect([...names].sort()).toEqual(Object.keys(table).sort())
  const unserved = endpoints.filter(({ method, path }) => !app.hasRoute({ method, url: path }))
  expect(unserved.map(({ name }) => name)).toEqual([])
})

for (const role of [null, ...roles]) {
  test(`${role ?? 'nobody'} is let in where the table says, and refused elsewhere`, async () => {
    const wrong: string[] = []
    for (const endpoint of endpoints) {
      const status = await statusFor(endpoint, role)
      const refusal = role === null ? 401 : 403
      const expected = isLetIn(table[endpoint.name], role)
      // Signing in and refreshing answer 401 by themselves: what matters is which code they give.
      const isRefused = status === refusal && !ownRefusals.has(endpoint.name)
      if (isRefused === expected) wrong.push(`${endpoint.name}: ${status}`)
    }
    expect(wrong).toEqual([])
  })
}

/** Endpoints that everybody may call and that say 401 to whoever brings no cookie. */
const ownRefusals = new Set(['accounts.refreshSession'])
