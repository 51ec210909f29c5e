import type { ProposalKind } from '../../shared/assistance/proposals.schemas.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { Side } from './assistance.policy.ts'

/** What the other sides of a relation are told: of which kind it is, and who did it. */
export async function wordsForSides(
  reader: Reader,
  context: Context,
  { kind, sides }: { kind: ProposalKind | 'introduction'; sides: readonly Side[] },
) {
  const own = organisationOf(context.actor)
  const names = await organisationNames(reader, [own])
  return {
    kind,
    by: names.get(own) ?? '',
    byOrganisationId: own,
    organisationIds: sides.flatMap(({ organisationId }) =>
      organisationId === null || organisationId === own ? [] : [organisationId],
    ),
    divisionCodes: sides.flatMap(({ divisionCode }) => divisionCode ?? []),
  }
}

/** Notifies the other sides that a relation ends, and with which day. */
export async function publishEnd(
  tx: Transaction,
  context: Context,
  end: {
    kind: ProposalKind | 'introduction'
    relationId: string
    toDate: string
    sides: readonly Side[]
  },
): Promise<void> {
  const words = await wordsForSides(tx, context, end)
  await publishEvent(tx, context, {
    topic: 'assistance.relation-ended',
    subjectType: end.kind,
    subjectId: end.relationId,
    payload: { ...words, toDate: end.toDate },
  })
}
