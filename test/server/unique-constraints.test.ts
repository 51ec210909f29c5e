import { expect, test } from 'vitest'
import { saveTarget } from '../../shared/assistance/targets.api.ts'
import { testApp } from '../support/app.ts'
import { aMember, anOrganisation } from '../support/factories/accounts.ts'
import { aUnit } from '../support/factories/organisations.ts'
import { stopBefore } from '../support/race.ts'

const { send, database } = await testApp()

/** By what two rows that may not both be never become an internal error. */
const met = {
  /** The command looks, or takes the violation, and names the field or the reason. */
  foreseen: [
    'accounts.invitations_mail_token_hash_key',
    'accounts.memberships_current',
    'accounts.people_email_key',
    'assistance.proposals_open',
    'billing.credit_notes_number_of_seller',
    'billing.invoices_number_of_seller',
    'billing.misdirected_payments_reference',
    'billing.payments_reference',
    'billing.bank_lines_organisation_id_natural_key_key',
    'billing.refunds_reference',
    'catalogue.lot_villages_once',
    'catalogue.lots_product_id_number_key',
    'deliveries.goods_receipts_shipment_id_key',
    'review.opening_lines_once',
    'organisations.organisations_credit_code_of_kind',
    'organisations.proposed_changes_open',
  ],
  /** A rival waits at the row's lock, or the second row is left out or put over the first. */
  serialised: [
    'villages.division_imports_open',
    'villages.profile_proposals_waiting',
    'assistance.reserve_filings_unit_year',
    'assistance.secretary_consents_in_force',
    'assistance.target_values_waiting',
    'attribution.credit_changes_purchase_order_id_number_key',
    'attribution.recognition_facts_cause_type_cause_line_id_order_line_id_ki_key',
    'billing.journal_entries_cause',
    'billing.settlements_reverses_id_key',
    'deliveries.acceptance_corrections_undecided',
    'deliveries.credit_corrections_undecided',
    'billing.waivers_undecided',
    'billing.household_slips_in_force',
    'billing.payment_terms_undecided',
    'billing.bank_matches_payment',
    'billing.bank_matches_refund',
    'billing.bank_matches_misdirected',
    'billing.bank_matches_other',
    'billing.payouts_provider_id_key',
    'billing.platform_movements_provider_id_key',
    'billing.provider_calls_one_move',
    'billing.provider_calls_refund',
    'billing.provider_fees_once',
    'catalogue.proposed_terms_open',
    'points.books_cooperative_id_village_code_key',
    'points.entries_book_id_number_key',
    'points.entries_reverses_id_key',
    'orders.order_templates_name',
    'orders.requisitions_corrects',
    'reports.closings_one',
    'reports.verifications_open',
    'review.check_runs_open',
    'review.flags_rule_matter_edition_key',
    'transparency.signing_keys_current',
    'transparency.runs_county_code_first_number_key',
    'villages.village_capacities_village_code_produce_season_year_key',
  ],
  /** Numbers and secrets that the program makes; a line of one document. */
  made: [
    'reports.statements_closing_id_key',
    'accounts.invitations_code_hash_key',
    'accounts.api_keys_token_hash_key',
    'accounts.invitations_token_hash_key',
    'accounts.people_member_number_key',
    'assistance.proposal_sides_proposal_id_position_key',
    'billing.credit_note_lines_credit_note_id_order_line_id_key',
    'billing.invoice_lines_invoice_id_order_line_id_key',
    'billing.invoice_orders_invoice_id_credit_note_id_purchase_order_id_key',
    'billing.reallocations_once',
    'billing.waiver_lines_waiver_id_order_line_id_key',
    'billing.household_slips_code_key',
    'billing.online_payment_parts_online_payment_id_invoice_id_key',
    'billing.online_payments_charge_id_key',
    'billing.online_payments_intent_id_key',
    'billing.online_payments_session_id_key',
    'billing.payee_accounts_provider_id_key',
    'billing.payment_run_invoices_payment_id_key',
    'billing.payment_run_payees_run_id_position_key',
    'billing.payment_runs_number_key',
    'billing.payouts_returned_id_key',
    'billing.payment_lines_payment_id_order_line_id_key',
    'billing.refund_lines_refund_id_order_line_id_key',
    'deliveries.goods_receipt_lines_shipment_line_id_key',
    'deliveries.goods_receipts_number_key',
    'deliveries.goods_return_lines_return_id_receipt_line_id_key',
    'deliveries.goods_returns_number_key',
    'deliveries.shipments_code_key',
    'deliveries.shipments_number_key',
    'deliveries.weight_surpluses_receipt_line_id_key',
    'orders.order_lines_purchase_order_id_line_number_key',
    'orders.purchase_orders_number_key',
    'orders.requisitions_number_key',
    'transparency.signing_keys_public_key_key',
  ],
  /** Keys over a primary key for the foreign keys of others, and a list that never changes. */
  wider: [
    'billing.journal_entries_id_organisation_id_occurred_on_key',
    'catalogue.lots_id_product_id_key',
    'catalogue.packs_id_product_id_key',
    'catalogue.season_slots_days_key',
    'organisations.buying_channels_id_unit_id_key',
    'organisations.cooperatives_state_key',
  ],
  /** Two first rows at once: the later one is told that somebody was faster. */
  general: ['assistance.targets_division', 'assistance.targets_organisation'],
}

test('every unique constraint is met by its commands', async () => {
  const rows = await database.sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name
    from pg_index i join pg_class c on c.oid = i.indexrelid
    join pg_namespace n on n.oid = c.relnamespace
    where i.indisunique and not i.indisprimary and n.nspname not like 'pg\\_%'
      and n.nspname not in ('drizzle', 'public')
    order by 1`
  const known = Object.values(met).flat().sort()
  expect(rows.map((row) => row.name)).toEqual(known)
  expect(rows.length).toBeGreaterThan(30)
})

test('two first targets at once: one stands, the other is told that it was changed', async () => {
  const unit = await aUnit(database)
  const { actor: as } = await aMember(database, {
    organisationId: await anOrganisation(database, { kind: 'platform' }),
    roles: ['platform_admin'],
  })
  const body = (amount: number) => ({
    organisationId: unit.id,
    year: 2026,
    measure: 'money' as const,
    amount,
  })
  const stop = stopBefore(database, /insert into "assistance"."targets"/)
  const first = send(saveTarget, { body: body(1) }, { as })
  await stop.reached
  const second = await send(saveTarget, { body: body(2) }, { as })
  stop.release()
  expect(second.statusCode).toBe(200)
  const late = await first
  expect([late.statusCode, late.json().code]).toEqual([409, 'stale_version'])
})
