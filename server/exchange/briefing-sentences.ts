import { type Figure, less, plus } from '../../shared/figure.ts'
import { areWholeYears } from '../../shared/reports/periods.ts'
import { daysBetween } from '../../shared/scalars.ts'
import type { BriefingFigures } from '../reports/index.ts'
import { briefingWords, moneyIn, percentIn, tonnesIn } from './briefing-words.ts'
import type { FileLanguage } from './ledger-columns.ts'

type Words = (typeof briefingWords)[FileLanguage]
type Row = BriefingFigures['ranking']['items'][number]

const namesInText = 3

/** What was recognised, how it grew, and everything that must stand beside it (§3.8, §3.10). */
export function overallText(
  { totals }: Pick<BriefingFigures, 'totals'>,
  language: FileLanguage,
  names: { period: string; subject: string },
): string {
  const words = briefingWords[language]
  const { figures, adjustments, opening } = totals
  const money = ({ cents }: { cents: Figure }) => moneyIn(cents, language)
  const sentences = [
    words.overall({
      ...names,
      ...{ from: words.day(totals.from), to: words.day(totals.to) },
      money: money(figures.distinct),
      ...{ tonnes: tonnesIn(figures.distinct.grams), orders: String(figures.distinct.orders) },
      ...{ direct: money(figures.direct), help: money(figures.helpSale) },
      ...{ overlap: money(figures.overlap), paired: money(figures.paired) },
      ...{ other: money(figures.otherVillages), unknown: money(figures.unknownVillage) },
      growth: growthText(totals, language),
    }),
    adjustments === null
      ? ''
      : adjustments.entries === 0
        ? words.notAdjusted
        : words.adjusted(String(adjustments.entries), money(adjustments)),
    Number(figures.notCounted.cents) === 0 ? '' : words.notCounted(money(figures.notCounted)),
    (opening?.villages ?? 0) === 0 || opening === null
      ? ''
      : words.opening(money(opening), String(opening.villages)),
  ]
  return joined(sentences, language)
}

function growthText(totals: BriefingFigures['totals'], language: FileLanguage): string {
  const words = briefingWords[language]
  const { growthCentsBasisPoints: growth, lastYear } = totals
  const earlier = lastYear.opening.villages === 0 ? null : moneyIn(lastYear.opening.cents, language)
  if (growth === null) return earlier === null ? words.noBefore : words.openingOnly(earlier)
  const size = percentIn(Number(growth) < 0 ? less(0, growth) : growth)
  const moved =
    Number(growth) === 0 ? words.even : Number(growth) > 0 ? words.grew(size) : words.fell(size)
  return earlier === null ? moved : moved + words.openingBefore(earlier)
}

/** Whether amounts with their opening figures may be held against each other (§3.11). */
function isComparable({ from, to, lastYear }: BriefingFigures['totals']): boolean {
  return lastYear.opening.villages === 0 || areWholeYears({ from, to })
}

/** By how much the amount moved, and who and what moved it most, up and down. */
export function movedText(figures: BriefingFigures, language: FileLanguage): string {
  const words = briefingWords[language]
  const { totals, kind, ranking, villages, products } = figures
  if (!isComparable(totals)) return words.notComparable
  const change = less(
    plus(totals.figures.distinct.cents, totals.opening?.cents ?? 0),
    plus(totals.lastYear.distinct.cents, totals.lastYear.opening.cents),
  )
  const direction = Number(change) >= 0 ? 'up' : 'down'
  const { from, to } = totals.lastYear
  const size = Number(change) < 0 ? less(0, change) : change
  const parts: [keyof Words['by'], readonly Row[]][] = [
    [kind, ranking.items],
    ['village', villages?.items ?? []],
    ['product', products.items],
  ]
  return joined(
    [
      words.moved(direction, moneyIn(size, language), `${words.day(from)} – ${words.day(to)}`),
      ...parts.map(([by, rows]) => {
        const movers = moversOf(rows, direction)
        if (movers.length === 0) return ''
        const names = movers.map(({ row, cents }) =>
          words.pair(
            nameOf(row, words),
            `${direction === 'up' ? '+' : '−'}${moneyIn(cents, language)}`,
          ),
        )
        return words.most[direction](words.by[by], names.join(words.comma))
      }),
    ],
    language,
  )
}

/** The rows that moved the sum most in a direction, by how much each. */
function moversOf(rows: readonly Row[], direction: 'up' | 'down') {
  return rows
    .map((row) => {
      // Of goods opening figures tell nothing: those of a year with them are not compared.
      const { openingCents, lastYearOpeningCents } = row
      if (openingCents === null || lastYearOpeningCents === null) return { row, cents: 0 }
      const change = less(
        plus(row.cents, openingCents),
        plus(row.lastYearCents, lastYearOpeningCents),
      )
      return { row, cents: direction === 'up' ? change : less(0, change) }
    })
    .filter(({ cents }) => Number(cents) > 0)
    .sort((one, other) => Number(other.cents) - Number(one.cents))
    .slice(0, namesInText)
}

/** The targets against the calendar, who leads, and who is behind. */
export function completionText(figures: BriefingFigures, language: FileLanguage): string {
  const words = briefingWords[language]
  const { totals, ranking } = figures
  const known = ranking.items.filter(({ rank }) => rank !== null)
  const pace = paceOf(totals.to)
  const list = (rows: readonly Row[], value: (row: Row) => string) =>
    rows
      .slice(0, namesInText)
      .map((row) => words.pair(nameOf(row, words), value(row)))
      .join(words.comma)
  const targets = totals.targets.map(({ measure, amount, reached, completionBasisPoints }) => {
    const shown = (sum: Figure) =>
      measure === 'money'
        ? moneyIn(sum, language)
        : `${tonnesIn(sum)}${language === 'en' ? ' t' : '吨'}`
    const rest = less(amount, reached)
    const end = Number(rest) > 0 ? words.missing(shown(rest)) : words.reached
    return words.target(
      shown(amount),
      shown(reached),
      percentIn(completionBasisPoints),
      percentIn(pace),
      end,
    )
  })
  const leaders = known.filter(({ cents }) => Number(cents) > 0)
  const withTarget = known.filter(({ completionBasisPoints }) => completionBasisPoints !== null)
  const behind = withTarget
    .filter(({ completionBasisPoints }) => Number(completionBasisPoints) < pace)
    .sort((one, other) => Number(one.completionBasisPoints) - Number(other.completionBasisPoints))
  const falling = known
    .filter(({ growthBasisPoints }) => growthBasisPoints !== null && Number(growthBasisPoints) < 0)
    .sort((one, other) => Number(one.growthBasisPoints) - Number(other.growthBasisPoints))
  return joined(
    [
      ...(targets.length === 0 ? [words.noTarget] : targets),
      leaders.length === 0
        ? words.none
        : words.leads(list(leaders, ({ cents }) => moneyIn(cents, language))),
      withTarget.length === 0
        ? ''
        : behind.length === 0
          ? words.onPace
          : words.behindPace(
              behind.length,
              list(behind, (row) => percentIn(row.completionBasisPoints)),
            ),
      falling.length === 0
        ? words.noneFalls
        : words.falling(
            falling.length,
            list(falling, (row) => percentIn(row.growthBasisPoints)),
          ),
    ],
    language,
  )
}

/** The part of a day's year that has passed with it, in basis points. */
function paceOf(day: string): number {
  const year = day.slice(0, 4)
  const passed = daysBetween(`${year}-01-01`, day) + 1
  const whole = daysBetween(`${year}-01-01`, `${year}-12-31`) + 1
  return Math.round((passed * 10_000) / whole)
}

export function nameOf(row: Row, words: Words): string {
  return row.key === '' ? words.unknownVillage : row.name || row.key
}

/** English sentences stand apart; some end with their space already. */
function joined(sentences: readonly string[], language: FileLanguage): string {
  const stated = sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '')
  return stated.join(language === 'en' ? ' ' : '')
}
