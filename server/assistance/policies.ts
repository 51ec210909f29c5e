import type { PolicyName } from '../../shared/assistance/policies.ts'
import { policySchemas } from '../../shared/assistance/policies.ts'
import { fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { insertPolicyValue } from './policies.queries.ts'

/** A value of a policy, in force from a day on, and the document that decided it (§3.12). */
export interface PolicyInput {
  name: PolicyName
  value?: unknown
  validFrom: string
  decidedBy: string
  /** The county that it is decided for; everywhere unless told. */
  countyCode?: string | null
}

/** Decides a ratio, term or list from a day on (§3.12). Rows are only added. */
export async function addPolicyValue(
  tx: Transaction,
  context: Context,
  { name, value, validFrom, decidedBy, countyCode: divisionCode = null }: PolicyInput,
): Promise<void> {
  const parsed = policySchemas[name].safeParse(value)
  if (!parsed.success) throw fieldError(['value'], 'wrong_format')
  const decided = { name, value: parsed.data, validFrom, decidedBy, divisionCode }
  const row = { ...decided, createdAt: context.now }
  await insertPolicyValue(tx, row)
  await recordAudit(tx, context, {
    action: 'assistance.add-policy-value',
    subjectType: 'policy',
    subjectId: name,
    after: { value: parsed.data, validFrom, decidedBy, ...(divisionCode && { divisionCode }) },
  })
  await publishEvent(tx, context, {
    ...{ topic: 'assistance.policy-value-added', subjectType: 'policy' },
    ...{
      subjectId: context.newId(),
      payload: { name, validFrom, addedBy: context.actor.personId },
    },
  })
}
