import { addMark, reviewMark } from '../server/catalogue/index.ts'
import type { Config } from '../server/config.ts'
import { type Database, transaction } from '../server/platform/db/transaction.ts'
import type { MarkInput } from '../shared/catalogue/marks.ts'
import { addDays } from '../shared/scalars.ts'
import { acting, at } from './acting.ts'
import { type Cast, officialOf } from './cast.ts'
import { examplePaper } from './example-paper.ts'
import { demoCooperatives } from './produce.ts'
import type { ScheduledAct } from './timeline.ts'

const named = (name: string) => ({ kind: 'brand' as const, name })
const kind = (mark: Exclude<MarkInput['kind'], 'brand'>) => ({ kind: mark, name: '' })

/** Which goods bear which mark; the numbers are invented. */
const marks: Record<string, Pick<MarkInput, 'kind' | 'name'>[]> = {
  citrus: [named('下庄天路')],
  plum: [kind('geographical_indication'), named('下庄天路')],
  cabbage: [kind('green_food'), named('云耕绿蔬')],
  tomato: [named('云耕绿蔬')],
  'golden-plum': [kind('one_village_one_product')],
  rice: [kind('organic')],
}

/**
 * Goods are marked by a certificate, which the county's office has seen (§5.10), a year ago: what
 * was ordered before bore nothing yet.
 */
export function marking(world: Marking): ScheduledAct {
  const day = addDays(world.today, -365)
  return { at: at(day, '15:00'), act: () => markGoods(world, day).then(() => []) }
}

interface Marking {
  db: Database
  config: Config
  cast: Cast
  products: Map<string, string>
  today: string
}

async function markGoods(world: Marking, day: string): Promise<void> {
  const { db, cast, products, today } = world
  const filePaper = await examplePaper(world)
  let number = 0
  for (const { key: cooperativeKey, countyCode, products: goods } of demoCooperatives) {
    const manager = cast.cooperatives.get(cooperativeKey)
    const own = goods.flatMap(({ key }) => (marks[key] ?? []).map((mark) => ({ key, mark })))
    if (manager === undefined) continue
    for (const { key, mark } of own) {
      number += 1
      const fileId = await filePaper(manager, day, '证书')
      const productId = products.get(key) ?? ''
      const validTo = mark.kind === 'brand' ? null : addDays(today, 600)
      const certificate = { number: `SL-${String(number).padStart(4, '0')}`, fileId }
      const added = { productId, ...mark, ...certificate, validFrom: addDays(day, -30), validTo }
      await transaction(db, async (tx) => {
        const { markId } = await addMark(tx, acting(manager, at(day, '10:00')), added)
        const reviewing = acting(officialOf(cast, countyCode), at(day, '15:00'))
        const accepted = { decision: 'accept', reason: '' } as const
        await reviewMark(tx, reviewing, {
          productId,
          markId,
          ...accepted,
          clock: () => reviewing.now,
        })
      })
    }
  }
}
