import type { Readable } from 'node:stream'
import type { Figure } from '../../shared/figure.ts'
import { ratioBasisPoints } from '../../shared/reports/ratios.ts'
import { dayOf } from '../../shared/scalars.ts'
import { type DocumentBlock, officialDocument } from '../platform/documents/official-document.ts'
import type { BriefingFigures } from '../reports/index.ts'
import { completionText, movedText, nameOf, overallText } from './briefing-sentences.ts'
import { briefingWords, largeIn, moneyIn, percentIn, tonnesIn } from './briefing-words.ts'
import type { FileLanguage } from './ledger-columns.ts'
import { beijingMinute, fileNamePart } from './ledger-heading.ts'
import { periodName } from './period-words.ts'

/** A bulletin (通报) or briefing (简报) to be made. */
export interface Briefing {
  kind: 'bulletin' | 'briefing'
  language: FileLanguage
  figures: BriefingFigures
  /** The organisation that issues it. */
  maker: string
  now: Date
}

type Words = (typeof briefingWords)[FileLanguage]

const tableRows = 20

/** The document as officials lay it out, its sentences made of the figures of the screens. */
export function briefingDocument(briefing: Briefing): Readable {
  const { kind, language, figures, maker, now } = briefing
  const words = briefingWords[language]
  const period = periodName(figures.totals.period, language)
  const subject = figures.totals.subject.name || words.country
  const today = words.day(dayOf(now))
  return officialDocument({
    language,
    redHead: words.head[kind](maker),
    underHead:
      kind === 'bulletin'
        ? ['', words.number(dayOf(now).slice(0, 4))]
        : [words.issue, `${maker}　${today}`],
    title:
      kind === 'bulletin' ? words.title(subject, period) : words.briefingTitle(subject, period),
    ...{ maker, at: now },
    blocks: [
      ...(kind === 'bulletin' ? [plain(words.addressees)] : []),
      ...blocksOf(briefing, words, { period, subject }),
      text(words.source(beijingMinute(now))),
      ...(kind === 'bulletin' ? [plain(''), right(maker), right(today)] : []),
    ],
  })
}

export function briefingName({ kind, language, figures, now }: Briefing): string {
  const words = briefingWords[language]
  const parts = [
    words.file[kind],
    figures.totals.subject.name || words.country,
    periodName(figures.totals.period, language),
    dayOf(now).replaceAll('-', ''),
  ]
  return `${fileNamePart(parts.join('-'))}.docx`
}

function blocksOf(
  { language, figures }: Briefing,
  words: Words,
  names: { period: string; subject: string },
): DocumentBlock[] {
  const [overall, moved, completion, months, benefit] = words.headings
  const { households, householdCents, collectiveCents } = figures.progress.benefit
  const money = (cents: Figure) => moneyIn(cents, language)
  return [
    heading(overall),
    text(overallText(figures, language, names)),
    heading(moved),
    text(movedText(figures, language)),
    heading(completion),
    text(completionText(figures, language)),
    ...rankingTable(figures, language),
    heading(months),
    ...monthBlocks(figures, language),
    heading(benefit),
    text(words.benefit(String(households), money(householdCents), money(collectiveCents))),
  ]
}

function rankingTable({ ranking }: BriefingFigures, language: FileLanguage): DocumentBlock[] {
  const words = briefingWords[language]
  if (ranking.items.length === 0) return []
  const hasTargets = ranking.items.some((row) => row.completionBasisPoints !== null)
  const shown = (texts: string[]) => (hasTargets ? texts : texts.slice(0, -1))
  const { total } = ranking
  const rowOf = (
    rank: string,
    name: string,
    row: Omit<typeof total, never>,
    completion: Figure | null,
  ) =>
    shown([
      ...[rank, name, largeIn(row.cents, language)],
      ...[percentIn(ratioBasisPoints(row.cents, total.cents)), tonnesIn(row.grams)],
      ...[percentIn(row.growthBasisPoints), percentIn(completion)],
    ])
  const rows = ranking.items
    .filter((row, at) => at < tableRows || row.rank === null)
    .map((row) =>
      rowOf(String(row.rank ?? '—'), nameOf(row, words), row, row.completionBasisPoints),
    )
  const table = {
    head: shown([...words.columns]),
    rows: [...rows, rowOf('', words.total, total, null)],
    widths: hasTargets ? [7, 22, 14, 12, 12, 12, 11] : [7, 27, 16, 13, 14, 13],
  }
  const isCut = ranking.items.length > rows.length
  return [{ kind: 'table', table }, ...(isCut ? [plain(words.cut(tableRows))] : [])]
}

function monthBlocks({ trend }: BriefingFigures, language: FileLanguage): DocumentBlock[] {
  const words = briefingWords[language]
  const inWan = (cents: Figure) => Math.round(Number(cents) / 10_000) / 100
  const points = trend.items
  const [now, before] = words.series
  return [
    {
      kind: 'chart',
      chart: {
        title: words.chart,
        categories: points.map(({ period }) => period),
        series: [
          { name: now, values: points.map(({ cents }) => inWan(cents)) },
          { name: before, values: points.map(({ lastYearCents }) => inWan(lastYearCents)) },
        ],
      },
    },
    {
      kind: 'table',
      table: {
        head: [...words.months],
        rows: points.map(({ period, cents, lastYearCents, growthBasisPoints: growth }) => [
          ...[period, largeIn(cents, language), largeIn(lastYearCents, language)],
          percentIn(growth),
        ]),
        widths: [20, 28, 28, 24],
      },
    },
  ]
}

const heading = (content: string): DocumentBlock => ({ kind: 'heading', text: content })
const text = (content: string): DocumentBlock => ({ kind: 'text', text: content })
const plain = (content: string): DocumentBlock => ({ kind: 'plain', text: content })
const right = (content: string): DocumentBlock => ({ kind: 'right', text: content })
