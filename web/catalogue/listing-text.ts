import type { ProductState } from '../../shared/catalogue/product-states.ts'
import type { SeasonWindow } from '../../shared/catalogue/season.ts'
import { enumerated } from '../platform/punctuation.ts'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** The tone in which a listing's state is shown. */
export const toneOfState: Record<ProductState, 'plain' | 'good' | 'waiting' | 'bad'> = {
  draft: 'plain',
  in_review: 'waiting',
  approved: 'good',
  held: 'waiting',
  rejected: 'bad',
  withdrawn: 'plain',
}

const said: readonly string[] = ['possible_duplicate', 'closed', 'import_undone']

/** Why a listing stands where it stands: said by the program, or in a reviewer's own words. */
export function reasonText(t: Translate, reason: string): string {
  return said.includes(reason) ? t(`catalogue.reasons.${reason}`) : reason
}

/** "6月下旬至8月中旬", or with days where a window does not begin and end with a third of a month. */
export function seasonText(t: Translate, windows: readonly SeasonWindow[]): string {
  if (windows.length === 0) return t('catalogue.allYear')
  return enumerated(windows.map((window) => windowText(t, window)))
}

/** The thirds of the year, by which farmers name their seasons. */
export const thirds = Array.from({ length: 36 }, (_, index) => {
  const month = Math.floor(index / 3) + 1
  const third = (index % 3) + 1
  const two = String(month).padStart(2, '0')
  return {
    month,
    third,
    starts: `${two}-${['01', '11', '21'][index % 3]}`,
    ends: `${two}-${['10', '20', String(lastDayOf(month))][index % 3]}`,
  }
})

type Third = (typeof thirds)[number]

function thirdText(t: Translate, third: Third): string {
  return t(`catalogue.thirds.${third.third}`, { month: third.month })
}

/** How a season's beginning or end is called: by its third, in English by the day itself. */
export function edgeText(t: Translate, third: Third, edge: 'starts' | 'ends'): string {
  return spokenByThirds(t) ? thirdText(t, third) : dayText(t, third[edge])
}

function windowText(t: Translate, { starts, ends }: SeasonWindow): string {
  if (starts === '01-01' && ends === '12-31') return t('catalogue.allYear')
  const from = thirds.find((third) => third.starts === starts)
  const to = thirds.find((third) => third.ends === ends)
  const byThirds = from !== undefined && to !== undefined && spokenByThirds(t)
  return t('catalogue.window', {
    from: byThirds ? thirdText(t, from) : dayText(t, starts),
    to: byThirds ? thirdText(t, to) : dayText(t, ends),
  })
}

/** English has no common words for thirds of a month; there the days are said. */
function spokenByThirds(t: Translate): boolean {
  return t('catalogue.thirds.1', { month: 1 }).includes('旬')
}

function dayText(t: Translate, monthDay: string): string {
  const [month, day] = monthDay.split('-').map(Number)
  return t('catalogue.monthDay', { month, day })
}

function lastDayOf(month: number): number {
  return month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31
}
