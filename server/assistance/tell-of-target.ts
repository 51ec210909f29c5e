import { dayOf } from '../../shared/scalars.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { selectGroupIdsOf } from './groups.queries.ts'
import type { TargetRow } from './targets.queries.ts'

export type TargetAct = 'save' | 'propose' | 'confirm' | 'decline' | 'withdraw'

/** A value of a target as an act speaks of it; `before` where the act itself knows it. */
export interface ToldValue {
  id: string
  amount: number | null
  validFrom: string
  reason: string
  documentName: string | null
  organisationId: string | null
  confirmingOrganisationId: string | null
  confirmingDivisionCode: string | null
  before?: number | null
  decidedReason?: string
}

const topics = {
  save: 'target-changed',
  propose: 'target-change-proposed',
  confirm: 'target-changed',
  decline: 'target-change-declined',
  withdraw: 'target-change-withdrawn',
} as const

/**
 * Publishes what happens to a target: what waits to the side above, what is decided to whose it
 * is, to their groups and to who proposed it.
 */
export async function tellOfTarget(
  tx: Transaction,
  context: Context,
  { target, value, act }: { target: TargetRow; value: ToldValue; act: TargetAct },
): Promise<void> {
  const { organisationId, divisionCode } = target
  const own = context.actor.organisationId
  const groups =
    organisationId === null ? [] : await selectGroupIdsOf(tx, organisationId, dayOf(context.now))
  const concerned =
    act === 'propose'
      ? [value.confirmingOrganisationId]
      : [organisationId, value.organisationId, ...groups]
  const places = act === 'propose' ? [value.confirmingDivisionCode] : [divisionCode]
  const ids = [organisationId, own].filter((id) => id !== null)
  const names = await organisationNames(tx, ids)
  const codes = divisionCode === null ? [] : [divisionCode]
  const place = (await divisionsByCodes(tx, codes)).get(divisionCode ?? '')
  await publishEvent(tx, context, {
    topic: `assistance.${topics[act]}`,
    subjectType: 'target_change',
    subjectId: value.id,
    payload: {
      ...{ by: names.get(own ?? '') ?? '', year: target.year },
      whose: names.get(organisationId ?? '') ?? place?.pathName ?? '',
      organisationIds: [...new Set(concerned)].filter((id) => id !== null && id !== own),
      divisionCodes: places.filter((code) => code !== null),
    },
  })
}
