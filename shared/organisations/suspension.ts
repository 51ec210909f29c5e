/** What a suspended cooperative's people may still do: an act goes on, or it stops. */
export type UnderSuspension = 'goes on' | 'stops'

/**
 * What suspension means for each act of a cooperative, by the name of its endpoint (domain.md
 * §11.4): whatever brings new goods, new prices or new orders stops; deliveries under way, money
 * owed, taking goods off sale and keeping one's own account go on. Orders are confirmed only by
 * cooperatives that are not suspended, so what is packed and shipped was confirmed before.
 */
export const actsUnderSuspension: Readonly<Record<string, UnderSuspension>> = {
  // new goods, new prices, new orders
  'catalogue.listProduct': 'stops',
  'catalogue.reviseListing': 'stops',
  'catalogue.submitListing': 'stops',
  'catalogue.addPack': 'stops',
  'catalogue.addMark': 'stops',
  'catalogue.changePrice': 'stops',
  'catalogue.setSalesTerms': 'stops',
  'catalogue.confirmSalesTerms': 'stops',
  'catalogue.declareLot': 'stops',
  'catalogue.answerWantedGoods': 'stops',
  'orders.confirmPurchaseOrder': 'stops',
  // taking off sale, and saying what is there
  'catalogue.refuseSalesTerms': 'goes on',
  'catalogue.withdrawListing': 'goes on',
  'catalogue.withdrawPack': 'goes on',
  'catalogue.withdrawMark': 'goes on',
  'catalogue.adjustLot': 'goes on',
  'catalogue.closeLot': 'goes on',
  'orders.declinePurchaseOrder': 'goes on',
  // deliveries under way
  'deliveries.prepareShipment': 'goes on',
  'deliveries.dispatchShipment': 'goes on',
  'deliveries.cancelShipment': 'goes on',
  'deliveries.closeShort': 'goes on',
  'deliveries.confirmReturn': 'goes on',
  'deliveries.rejectReturn': 'goes on',
  'deliveries.confirmSurplus': 'goes on',
  'deliveries.rejectSurplus': 'goes on',
  'deliveries.proposeCorrection': 'goes on',
  'deliveries.confirmCorrection': 'goes on',
  'deliveries.rejectCorrection': 'goes on',
  'deliveries.proposeCreditCorrection': 'goes on',
  'deliveries.confirmCreditCorrection': 'goes on',
  'deliveries.rejectCreditCorrection': 'goes on',
  'review.stateOnFlag': 'goes on',
  // money owed
  'billing.createInvoice': 'goes on',
  'billing.voidInvoice': 'goes on',
  'billing.setOff': 'goes on',
  'billing.recordMisdirected': 'goes on',
  'billing.confirmMisdirected': 'goes on',
  'billing.rejectMisdirected': 'goes on',
  'billing.withdrawMisdirected': 'goes on',
  'billing.setOffMisdirected': 'goes on',
  'billing.proposePaymentMove': 'goes on',
  'billing.confirmPaymentMove': 'goes on',
  'billing.rejectPaymentMove': 'goes on',
  'billing.withdrawPaymentMove': 'goes on',
  'billing.createCreditNote': 'goes on',
  'billing.waiveDifference': 'goes on',
  'billing.confirmWaiver': 'goes on',
  'billing.rejectWaiver': 'goes on',
  'billing.answerPaymentTerms': 'goes on',
  'billing.requestPayment': 'goes on',
  'billing.recordPayment': 'goes on',
  'billing.confirmPayment': 'goes on',
  'billing.rejectPayment': 'goes on',
  'billing.withdrawPayment': 'goes on',
  'billing.withdrawRefund': 'goes on',
  'billing.recordRefund': 'goes on',
  'billing.requestOnlineRefund': 'goes on',
  'billing.openPayeeAccount': 'goes on',
  'billing.matchBankLine': 'goes on',
  'billing.ignoreBankLine': 'goes on',
  'billing.reopenBankLine': 'goes on',
  'billing.suggestBankMatches': 'goes on',
  'billing.recordSettlements': 'goes on',
  'billing.reverseSettlement': 'goes on',
  'billing.issueSlips': 'goes on',
  'billing.renewSlip': 'goes on',
  // what is to be put right before the suspension ends
  'organisations.saveCooperative': 'goes on',
  'organisations.proposeCooperativeIdentity': 'goes on',
  'organisations.proposeBankAccount': 'goes on',
  'organisations.decideChange': 'goes on',
  'organisations.withdrawChange': 'goes on',
  'organisations.addLicence': 'goes on',
  'organisations.addLicenceScan': 'goes on',
  'evidence.uploadFile': 'goes on',
  'evidence.readSheet': 'goes on',
  // people and their accounts
  'accounts.actFor': 'goes on',
  'accounts.changePassword': 'goes on',
  'accounts.changePhone': 'goes on',
  'accounts.requestEmail': 'goes on',
  'accounts.confirmEmail': 'goes on',
  'accounts.issueRecoveryLink': 'goes on',
  'accounts.endDevice': 'goes on',
  'accounts.signOutEverywhere': 'goes on',
  'accounts.updateAccount': 'goes on',
  'accounts.changeMemberRoles': 'goes on',
  'accounts.endMembership': 'goes on',
  'accounts.invite': 'goes on',
  'accounts.withdrawInvitation': 'goes on',
  'notices.markRead': 'goes on',
  // people who come in out of a sheet are invited as one by one
  'exchange.uploadImport': 'goes on',
  'exchange.chooseColumns': 'goes on',
  'exchange.chooseMeant': 'goes on',
  'exchange.applyImport': 'goes on',
  'exchange.resumeImport': 'goes on',
  'exchange.undoImport': 'goes on',
}

/** Whether suspension stops an act, named by its endpoint (§11.4). */
export function stopsUnderSuspension(endpointName: string): boolean {
  return actsUnderSuspension[endpointName] === 'stops'
}
