import { type Figure, less, plus } from '../../shared/figure.ts'
import type { StatementDocument } from '../../shared/reports/closing.schemas.ts'
import type { Paper, PaperRow, PaperTable } from '../platform/documents/paper.ts'
import type { FileLanguage } from './ledger-columns.ts'
import { beijingMinute } from './ledger-heading.ts'
import { matterNames, paperWords, statementWords } from './statement-words.ts'

interface Statement {
  document: StatementDocument
  sha256: string
}

type Amount = { cents: Figure; grams: Figure }

/** A frozen statement on A4, to be signed; its code leads to where everybody verifies it. */
export function statementPaper(
  { document, sha256 }: Statement,
  { language, publicUrl }: { language: FileLanguage; publicUrl: string },
): Paper {
  const words = paperWords[language]
  const { county, month, from, to, closed } = document
  const address = `${publicUrl}/public/statements/${county.code}/${month}/${sha256}`
  const tables = [
    figuresTable(document, language),
    reachedTable(document, language),
    villagesTable(document, language),
    unitsTable(document, language),
    openTable(document, language),
    proofTable({ document, sha256 }, language, address),
  ]
  return {
    language,
    title: words.title(month),
    under: [
      `${county.name}（${county.code}）`,
      words.period(from, to),
      words.closedAt(beijingMinute(new Date(closed.at))),
    ],
    maker: county.name,
    at: new Date(closed.at),
    code: { text: address, words: words.scan },
    tables: tables.filter(({ rows }) => rows.length > 0),
    signatures: words.sign,
    foot: `${county.code} ${month}　SHA-256 ${sha256}`,
  }
}

function figuresTable({ figures, adjustments }: StatementDocument, language: FileLanguage) {
  const words = paperWords[language]
  const { kinds } = statementWords[language]
  const row = (title: string, figure: Amount & { orders?: number }, isSum = false): PaperRow => ({
    cells: [title, ...amountCells(figure), figure.orders === undefined ? '' : `${figure.orders}`],
    isSum,
  })
  const { direct, helpSale, overlap, distinct, notCounted } = figures
  const negative = { cents: less(0, overlap.cents), grams: less(0, overlap.grams) }
  return {
    title: words.figures,
    head: [words.item, words.yuan, words.kilograms, words.orders],
    widths: [46, 20, 20, 14],
    numberAt: [1, 2, 3],
    rows: [
      row(kinds.direct, direct),
      row(kinds.helpSale, helpSale),
      row(words.less, { ...overlap, ...negative }),
      row(kinds.distinct, distinct, true),
      row(words.ofWhich(kinds.paired), figures.paired),
      row(words.ofWhich(kinds.otherVillages), figures.otherVillages),
      row(words.ofWhich(kinds.unknownVillage), figures.unknownVillage),
      ...(adjustments.entries > 0 ? [row(words.adjusted(adjustments.entries), adjustments)] : []),
      row(kinds.notCounted, notCounted),
    ],
  }
}

function reachedTable({ benefit }: StatementDocument, language: FileLanguage): PaperTable {
  const words = statementWords[language]
  const { reached, inYuan } = paperWords[language]
  return {
    title: reached,
    widths: [46, 54],
    rows: listOf([
      [words.households, `${benefit.households}`],
      [`${words.householdMoney}${inYuan}`, yuanOf(benefit.householdCents)],
      [`${words.collective}${inYuan}`, yuanOf(benefit.collectiveCents)],
    ]),
  }
}

function villagesTable({ villages, figures }: StatementDocument, language: FileLanguage) {
  const words = paperWords[language]
  const { village, kinds } = statementWords[language]
  const rows: PaperRow[] = villages.map(({ code, name, orders, ...amount }) => ({
    cells: [code === '' ? kinds.unknownVillage : name || code, ...amountCells(amount), `${orders}`],
  }))
  // An order of two villages is one of each, so that orders do not add up.
  const total = { cells: [words.total, ...amountCells(figures.distinct), ''], isSum: true }
  return {
    title: words.villages,
    head: [village, words.yuan, words.kilograms, words.orders],
    widths: [46, 20, 20, 14],
    numberAt: [1, 2, 3],
    rows: rows.length > 0 ? [...rows, total] : [],
  }
}

function unitsTable({ units, figures }: StatementDocument, language: FileLanguage): PaperTable {
  const words = paperWords[language]
  const rows: PaperRow[] = units.map(({ name, direct, helpSale, distinct }) => ({
    cells: [name, yuanOf(direct.cents), yuanOf(helpSale.cents), ...amountCells(distinct)],
  }))
  return {
    title: words.units,
    head: [
      ...[statementWords[language].unit, words.direct, words.helpSale],
      ...[words.amount, words.kilograms],
    ],
    widths: [36, 16, 16, 16, 16],
    numberAt: [1, 2, 3, 4],
    rows: rows.length > 0 ? [...rows, ...unitSums(units, figures.distinct, language)] : [],
  }
}

/** Units share lines that one bought and another helped to sell: what makes their sums add up. */
function unitSums(
  units: StatementDocument['units'],
  whole: Amount,
  language: FileLanguage,
): PaperRow[] {
  const words = paperWords[language]
  const sum = {
    cents: plus(...units.map(({ distinct }) => distinct.cents)),
    grams: plus(...units.map(({ distinct }) => distinct.grams)),
  }
  const rest = { cents: less(whole.cents, sum.cents), grams: less(whole.grams, sum.grams) }
  const row = (title: string, amount: Amount, isSum = false) => ({
    cells: [title, '', '', ...amountCells(amount)],
    isSum,
  })
  if (BigInt(rest.cents) === 0n && BigInt(rest.grams) === 0n)
    return [row(words.unitTotal, sum, true)]
  return [
    row(words.unitTotal, sum, true),
    row(BigInt(rest.cents) < 0n ? words.twice : words.ofNoUnit, rest),
    row(statementWords[language].kinds.distinct, whole, true),
  ]
}

function openTable({ openMatters }: StatementDocument, language: FileLanguage): PaperTable {
  const words = paperWords[language]
  const matters = openMatters.map(({ kind, number }): [string, string] => [
    matterNames[kind][language === 'en' ? 1 : 0],
    `${number}`,
  ])
  return {
    title: words.open,
    widths: [80, 20],
    rows: listOf(matters.length > 0 ? matters : [[words.noneOpen, '']]),
  }
}

function proofTable(
  { document, sha256 }: Statement,
  language: FileLanguage,
  address: string,
): PaperTable {
  const words = paperWords[language]
  const { prepared, closed, remark, entries, chain, previous, ruleVersions, proof } = document
  const person = ({ name, at }: typeof prepared) => words.named(name, beijingMinute(new Date(at)))
  const first = `${entries.firstNumber ?? '—'}`
  const last = `${entries.lastNumber ?? '—'}`
  return {
    title: words.proof,
    widths: [30, 70],
    rows: listOf([
      [statementWords[language].prepared, person(prepared)],
      [statementWords[language].closed, person(closed)],
      ...(remark === '' ? [] : [[words.remark, remark] as const]),
      [words.range, words.rangeOf(entries.count, first, last)],
      [words.rangeHash, entries.sha256],
      [words.chain(chain.lastNumber), chain.lastHash],
      ...(previous === null ? [] : [[words.previous(previous.month), previous.sha256] as const]),
      [words.rules, ruleVersions.join(', ') || '—'],
      [words.log, proof === null ? words.notLogged : words.logged(proof.index)],
      [statementWords[language].hash, sha256],
      [words.verify, address],
    ]),
  }
}

function listOf(rows: readonly (readonly [string, string])[]): PaperRow[] {
  return rows.map((cells) => ({ cells }))
}

function amountCells({ cents, grams }: Amount): [string, string] {
  return [yuanOf(cents), withThousands(grams, 3)]
}

function yuanOf(cents: Figure): string {
  return withThousands(cents, 2)
}

/** 分 as 元 and grams as 公斤, exact: 123456789 → "1,234,567.89". */
export function withThousands(sum: Figure, decimals: 2 | 3): string {
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(String(sum)) ?? []
  const all = digits.padStart(decimals + 1, '0')
  const whole = all.slice(0, -decimals).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}${whole}.${all.slice(-decimals)}`
}
