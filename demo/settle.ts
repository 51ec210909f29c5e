import { sql } from 'drizzle-orm'
import { recordSettlements } from '../server/billing/index.ts'
import type { Context } from '../server/platform/context.ts'
import type { Transaction } from '../server/platform/db/transaction.ts'
import { splitByLargestRemainder } from '../shared/split.ts'
import { randomFrom } from './random.ts'

const surnames = ['李', '王', '张', '谭', '向', '黄', '陈', '刘', '杨', '周', '冉', '龚']

/**
 * After a payment the cooperative pays on what it bought: four fifths of the goods to a few
 * households of the villages they came from, a twentieth to each village's collective.
 */
export async function settle(
  tx: Transaction,
  context: Context,
  order: { id: string; number: string; settledOn: string; chance: number },
): Promise<void> {
  const villages = await tx.execute<{ code: string; cents: number }>(sql`
    select village_code as code, sum(cents)::bigint as cents from attribution.ledger_entries
    where purchase_order_id = ${order.id} and village_code <> '' group by 1 having sum(cents) > 0
    order by 1`)
  const rows = villages.flatMap((village) => rowsOf(village, order))
  if (rows.length === 0) return
  await recordSettlements(tx, context, { purchaseOrderId: order.id, rows })
}

function rowsOf(
  village: { code: string; cents: number },
  order: { number: string; settledOn: string; chance: number },
) {
  const random = randomFrom(`${order.chance} ${village.code}`)
  const households = new Map<number, number>()
  for (let index = 0; index < 3 + Math.floor(random() * 4); index += 1)
    households.set(1 + Math.floor(random() * 60), 50 + Math.floor(random() * 100))
  const claims = [...households].map(([number, weight]) => ({ key: String(number), weight }))
  const shares = splitByLargestRemainder(Math.floor(village.cents * 0.8), claims)
  const common = { villageCode: village.code, settledOn: order.settledOn }
  const bankReference = `JS-${order.number}`
  return [
    ...[...shares]
      .filter(([, amountCents]) => amountCents > 0)
      .map(([number, amountCents]) => ({
        ...common,
        bankReference,
        recipientKind: 'household' as const,
        householdNumber: number,
        recipientName: `${surnames[Number(number) % surnames.length]}**`,
        amountCents,
      })),
    {
      ...common,
      bankReference,
      recipientKind: 'collective' as const,
      householdNumber: null,
      recipientName: '村集体经济组织',
      amountCents: Math.max(1, Math.floor(village.cents / 20)),
    },
  ]
}
