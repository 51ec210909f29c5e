import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { ledgerColumns } from '../../../server/exchange/ledger-columns.ts'
import { figure } from '../../../shared/figure.ts'
import { cents } from '../../../shared/money.ts'
import type { Metric } from '../../../shared/reports/metric.ts'
import { type MetricName, metrics, versionOn } from '../../../shared/reports/metrics.ts'
import { grams } from '../../../shared/weight.ts'
import { everyEndpoint } from '../../support/contract.ts'

/** Numbers in the answers of reports that are no figures: they tell records apart. */
const identifying =
  /(^|\.)(number|(first|last|corrects)Number|index|rank|previousRank|version|year|metricVersions)$/
/** Answers about single documents, about what is on sale, and that name each figure beside it. */
const ofDocuments =
  /^reports\.((readEntry|readEntryProof|readVerification|startVerification)\b|.*\.goods\.)/
const named = /^reports\.readFigures\.items\.figures\./

interface Leaf {
  path: string
  names: readonly string[]
  isFigure: boolean
}

test('§4.4 every figure of every answer names a definition of the catalogue', async () => {
  const leaves = (await everyEndpoint()).flatMap(({ name, response }) =>
    [...leavesOf(response, name)].filter(({ path, names, isFigure }) => {
      if (named.test(path)) return false
      const isReport = name.startsWith('reports.') && !ofDocuments.test(path)
      return isFigure || names.length > 0 || (isReport && !identifying.test(path))
    }),
  )
  expect(leaves.length).toBeGreaterThan(200)
  const nameless = leaves.filter(({ names }) => names.length === 0)
  expect(nameless.map(({ path }) => path)).toEqual([])
  const wrong = leaves.flatMap((leaf) =>
    leaf.names
      .filter((name) => !metricOf(name)?.units.includes(unitOf(leaf.path)))
      .map((name) => `${leaf.path}: ${name}`),
  )
  expect(wrong).toEqual([])
  const stated = new Set(leaves.flatMap(({ names }) => names))
  // What screens alone make out of answers.
  const ofScreens = ['share_of_total', 'budget_left']
  expect(Object.keys(metrics).filter((name) => !stated.has(name))).toEqual(ofScreens)
})

test('§4.4 figures on reports and desks lead to their definitions, totals of files name theirs', () => {
  const screens = ['web/reports', 'web/desks'].flatMap((folder) =>
    readdirSync(folder).map((file) => path.join(folder, file)),
  )
  const cards = screens.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/<FigureCard[^>]*/g)].map(([card]) => ({ file, card })),
  )
  expect(cards.length).toBeGreaterThan(15)
  // Of the program itself, and of one document.
  const exempt = /(VerificationPage|EntryPage)\.vue$/
  const undefinedCards = cards.filter(
    ({ file, card }) => !/metric="/.test(card) && !exempt.test(file),
  )
  expect(undefinedCards).toEqual([])
  const columns = screens.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\{\s*key: '(\w+)'[^{}]*?numeric: true/g)].map(
      ([column, key]) => ({
        file: path.basename(file),
        key,
        isDefined: column.includes('metric:'),
      }),
    ),
  )
  expect(columns.length).toBeGreaterThan(20)
  // Each row of these is a figure of its own, or one line of the ledger.
  const byRow = /^(RecognisedTable|ProgressTable|LedgerPage|EntryDocuments)\.vue$/
  const ofLines = columns.filter(({ file, isDefined }) => !isDefined && !byRow.test(file))
  expect(ofLines.map(({ file, key }) => `${file} ${key}`)).toEqual([
    'ChangesPage.vue kilograms',
    'ChangesPage.vue yuan',
  ])
  const totalled = ledgerColumns.filter((column) => column.totalled !== undefined)
  expect(totalled.map((column) => column.totalled)).toEqual([
    'recognised_grams',
    'recognised_cents',
  ])
})

test('§4.4 definitions are dated, in both languages, and the newest is in force', () => {
  for (const [name, { versions, label }] of Object.entries<Metric>(metrics)) {
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, at) => at + 1))
    const days = versions.map(({ from }) => from)
    expect(days, name).toEqual([...new Set(days)].sort())
    for (const words of [label, ...versions.map(({ definition }) => definition)]) {
      expect(words['zh-CN'], name).toMatch(/[\u4e00-\u9fff]/)
      expect(words.en, name).toMatch(/^[A-Z][^\u4e00-\u9fff]+$/)
    }
  }
  expect(versionOn('growth', '2026-10-31').version).toBe(1)
  expect(versionOn('growth', '2026-11-27').version).toBe(2)
  expect(versionOn('growth', '2027-01-01').version).toBe(3)
})

function metricOf(name: string): Metric | undefined {
  return metrics[name as MetricName]
}

function unitOf(leaf: string): Metric['units'][number] {
  const key = leaf.split('.').at(-1) ?? ''
  if (/cents$/i.test(key)) return 'cents'
  if (/grams$/i.test(key)) return 'grams'
  if (/BasisPoints$/.test(key)) return 'basis_points'
  if (/Days$/.test(key)) return 'days'
  // Of a target, whose measure says which.
  if (/^(amount|reached|target|missing|expected|lastYear|likely|low|high)$/.test(key))
    return 'cents'
  if (/^(un)?assigned$/.test(key)) return 'cents'
  return 'count'
}

type Definition = {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  options?: z.ZodType[]
  valueType?: z.ZodType
  innerType?: z.ZodType
  in?: z.ZodType
}

/** The numbers in a schema: figures, which may be digits beyond 2^53, and others. */
function* leavesOf(schema: z.ZodType, at: string, above: readonly string[] = []): Generator<Leaf> {
  // One amount of one document, bounded where it enters.
  if (schema === cents || schema === grams) return
  const definition = schema._zod.def as unknown as Definition
  const own = schema.meta()?.['x-metric']
  const names = typeof own === 'string' ? own.split(' ') : above
  const { shape, element, options, valueType, innerType } = definition
  const isFigure =
    options !== undefined && options === (figure._zod.def as unknown as Definition).options
  if (isFigure || definition.type === 'number') yield { path: at, names, isFigure }
  else if (shape !== undefined)
    for (const [key, part] of Object.entries(shape)) yield* leavesOf(part, `${at}.${key}`, names)
  else
    for (const part of [element, ...(options ?? []), valueType, innerType, definition.in])
      if (part !== undefined) yield* leavesOf(part, at, names)
}
