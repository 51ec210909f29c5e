import { AppError } from '../../shared/errors.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { type Actor, type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type MisdirectedDetails,
  type OneSide,
  selectMisdirected,
  selectPairsDue,
} from './misdirected.queries.ts'

/** A page of money without an invoice of the actor's organisation, and what of it is due back. */
export async function listMisdirected(reader: Reader, { actor }: Context, filter: CursorPage) {
  const rows = await selectMisdirected(reader, { ...filter, ...sideOfActor(actor) })
  const due = (await selectPairsDue(reader, sideOfActor(actor))).map((row) => ({
    ...partiesOf(row),
    ...{ dueBackCents: row.dueBackCents, freeCents: row.freeCents },
  }))
  return { ...pageOf(rows, filter, (row) => viewOf(actor, row)), due }
}

export async function readMisdirected(reader: Reader, actor: Actor, id: string) {
  const page = { pageSize: 1, count: 'false' as const }
  const [row] = await selectMisdirected(reader, { ...page, ...sideOfActor(actor), id })
  if (row === undefined) throw new AppError('not_found')
  return viewOf(actor, row)
}

function sideOfActor(actor: Actor): OneSide {
  const side = actor.organisationKind === 'unit' ? 'unit' : 'cooperative'
  return { organisationId: organisationOf(actor), side }
}

function viewOf(actor: Actor, row: MisdirectedDetails) {
  const { id, isReturn, amountCents, bankReference, movedOn, reason, recordedSide } = row
  const isOwn = (recordedSide === 'unit') === (actor.organisationKind === 'unit')
  const isOpen = row.state === 'recorded'
  return {
    ...{ id, ...partiesOf(row), isReturn, amountCents, bankReference, movedOn, reason },
    ...{ recordedSide, recordedByName: row.recordedByName, decidedByName: row.decidedByName },
    recordedAt: row.recordedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    ...{ state: row.state, stateReason: row.stateReason },
    mayDecide: isOpen && !isOwn && row.recordedBy !== actor.personId,
    mayWithdraw: isOpen && isOwn,
    isWithdrawn: row.withdrawnBy !== null,
  }
}

function partiesOf(row: {
  unitId: string
  unitName: string
  cooperativeId: string
  cooperativeName: string
}) {
  return {
    unit: { id: row.unitId, name: row.unitName },
    cooperative: { id: row.cooperativeId, name: row.cooperativeName },
  }
}
