import { setSalesTerms as setEndpoint } from '../../../../shared/catalogue/sales-terms.api.ts'
import { areSameTerms, withTerms } from '../../../../shared/catalogue/sales-terms.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import {
  proposalsOfTerms,
  proposeSalesTerms,
  setSalesTerms,
  termsOfMany,
  withdrawSalesTerms,
} from '../../../catalogue/index.ts'
import { requireSellerAct } from '../../../organisations/index.ts'
import { type Context, organisationOf } from '../../../platform/context.ts'
import type { Reader, Transaction } from '../../../platform/db/transaction.ts'
import { type Applied, type AppliedRow, defineKind, type PlannedRow } from '../kind.ts'
import { checkSalesTerms, type TermsPlan } from './check-sales-terms.ts'
import { salesTermsFields } from './sales-terms-fields.ts'

/**
 * Terms of sale. A cooperative sets its own at once, as by hand; a county office or the platform
 * proposes them, and they bind nobody before the cooperative has confirmed them (§3.17, §5.2).
 */
export const salesTermsKind = defineKind({
  name: 'sales_terms',
  titles: { 'zh-CN': '供货条件', en: 'Terms of sale' },
  fields: salesTermsFields,
  mayImport: ({ roles }) =>
    roles.some((role) => ['platform_admin', 'official', 'cooperative_manager'].includes(role)),
  // What suspension stops by hand, it stops by a sheet (§11.4).
  begin: (tx, context) => requireSellerAct(tx, setEndpoint, context),
  check: checkSalesTerms,
  apply: async (tx, context, { rows }) => {
    if (isOwn(context)) return setOwn(tx, context, rows)
    const refused = await proposeSalesTerms(
      tx,
      context,
      rows.map(({ plan }) => ({ ...plan, id: plan.proposalId, terms: plan.stated })),
    )
    return rows.map(({ number, plan }) =>
      refused.has(plan.proposalId) ? changedSince(number) : applied({ number, plan }),
    )
  },
  hinders: async (reader, rows, context) => {
    const found = isOwn(context)
      ? await ownHinders(reader, context, rows)
      : await proposalHinders(reader, rows)
    return new Map(
      found.flatMap(({ number, code }) =>
        code === null ? [] : [[number, [{ field: null, code }]] as [number, RowRemark[]]],
      ),
    )
  },
  undo: async (tx, context, rows) => {
    if (isOwn(context)) return resetOwn(tx, context, rows)
    await withdrawSalesTerms(
      tx,
      context,
      rows.map(({ plan: { proposalId: id, cooperativeId, stated: terms, before } }) => ({
        ...{ id, cooperativeId, terms, before },
      })),
    )
  },
})

type Rows = readonly AppliedRow<TermsPlan>[]
type Hinder = { number: number; code: RowRemark['code'] | null }

function isOwn({ actor }: Context): boolean {
  return actor.organisationKind === 'cooperative'
}

function applied({ number, plan }: { number: number; plan: TermsPlan }): Applied<TermsPlan> {
  return { number, plan, subject: { type: 'cooperative', id: plan.cooperativeId } }
}

function changedSince(number: number): Applied<TermsPlan> {
  return { number, faults: [{ field: null, code: 'changed_since' }] }
}

async function ownTerms(reader: Reader, context: Context) {
  const cooperativeIds = [organisationOf(context.actor)]
  const [terms] = await termsOfMany(reader, { cooperativeIds, today: dayOf(context.now) })
  if (terms === undefined) throw new Error('a cooperative has terms')
  return terms
}

/** A sheet has one row of one's own cooperative at most: two are doubles. */
async function setOwn(
  tx: Transaction,
  context: Context,
  rows: readonly PlannedRow<TermsPlan>[],
): Promise<Applied<TermsPlan>[]> {
  await requireSellerAct(tx, setEndpoint, context)
  const [row] = rows
  if (row === undefined) return []
  const { version, ...stands } = plainTerms(await ownTerms(tx, context))
  if (version !== row.plan.version) return [changedSince(row.number)]
  await setSalesTerms(tx, context, { ...withTerms(stands, row.plan.stated), version })
  return [applied(row)]
}

function plainTerms({ cooperativeId: _, ...terms }: Awaited<ReturnType<typeof ownTerms>>) {
  return { ...terms, deliveryAreas: terms.deliveryAreas.map(({ name: _, ...area }) => area) }
}

async function ownHinders(reader: Reader, context: Context, rows: Rows): Promise<Hinder[]> {
  const { version: _, ...stands } = plainTerms(await ownTerms(reader, context))
  return rows.map(({ number, plan }) => {
    const made = plan.stood === null ? null : withTerms(plan.stood, plan.stated)
    return { number, code: made && areSameTerms(stands, made) ? null : 'changed_since' }
  })
}

/** Terms that were never set go back to the general ones, as they were when this was checked. */
async function resetOwn(tx: Transaction, context: Context, rows: Rows): Promise<void> {
  const [row] = rows
  if (row?.plan.stood == null) return
  const { version } = await ownTerms(tx, context)
  await setSalesTerms(tx, context, { ...row.plan.stood, version })
}

async function proposalHinders(reader: Reader, rows: Rows): Promise<Hinder[]> {
  const ids = rows.map(({ plan }) => plan.proposalId)
  const stored = new Map((await proposalsOfTerms(reader, ids)).map((row) => [row.id, row]))
  return rows.map(({ number, plan }) => {
    const proposal = stored.get(plan.proposalId)
    if (proposal?.state !== 'proposed') return { number, code: 'proposal_decided' }
    const isSame = areSameTerms(proposal.terms, plan.stated)
    return { number, code: isSame ? null : 'changed_since' }
  })
}
