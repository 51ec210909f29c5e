import { z } from 'zod'
import { category } from '../catalogue/categories.ts'
import { positiveCents } from '../money.ts'
import { day, id, version } from '../scalars.ts'
import { line, pastedCells, text } from '../text.ts'
import { positiveGrams } from '../weight.ts'
import { quantity } from './orders.schemas.ts'

/** The most that is kept of the text of a pasted row. */
export const mostRowText = 500

/** A pack that a pasted row may mean. */
export const rowCandidate = z.object({
  packId: id,
  productName: z.string(),
  variety: z.string(),
  category,
  photoFileId: id.nullable(),
  packName: z.string(),
  packGrams: positiveGrams,
  priceCents: positiveCents,
  cooperativeId: id,
  cooperativeName: z.string(),
})

/** What a person must decide of a pasted row: its figure, or what a figure says (§2.7). */
export const rowQuestions = [
  ...(['number', 'range', 'about', 'figure', 'unit', 'noUnit'] as const),
  /** Amounts of several days, meals or places: which of them are ordered. */
  'parts',
] as const
export type RowQuestion = (typeof rowQuestions)[number]

/** What a column of an order list holds; `part` is the share of a day or a meal, `sum` of all. */
export const columnKinds = ['words', 'pack', 'quantity', 'unit', 'part', 'sum', 'ignored'] as const
export type ColumnKind = (typeof columnKinds)[number]

/** What the figures of a list mean that stand there without a unit: 斤, 公斤 or packs. */
export const bareUnits = ['jin', 'kg', 'packs'] as const
export type BareUnit = (typeof bareUnits)[number]

/** A column of a pasted list as its head names it, and as what it was read. */
export const sheetColumn = z.object({
  title: z.string(),
  kind: z.enum(columnKinds),
  /** The unit of its figures, where the head says one. */
  unit: z.string(),
  /** Whether a person must say what it is: it holds for a day, and nothing else says how much. */
  isOpen: z.boolean().default(false),
})

/** Among what a list divides its amounts. */
export const partKinds = ['day', 'meal', 'place'] as const

/** The most days, meals or places of a list among which somebody chooses. */
export const mostParts = 100

/** A day, a meal or a place of a list, and whether its amounts are ordered. */
export const listPart = z.object({
  title: z.string(),
  kind: z.enum(partKinds),
  isTaken: z.boolean(),
})
export type ListPart = z.output<typeof listPart>

/** What a row says of how much: packs, grams, or a figure without a unit, which may be either. */
export const rowAmount = z.object({
  kind: z.enum(['packs', 'weight', 'bare']),
  value: z.number().min(0.000_001).max(100_000_000_000),
  /** What the packs are called. */
  unit: line(20),
  /** The net weight of a pack, where the row names it. */
  packGrams: z.int().min(1).max(100_000_000_000).nullable(),
})

/** The answer to one pasted row. */
export const matchedRow = z.object({
  /** The row as it was pasted. */
  text: z.string(),
  status: z.enum(['matched', 'ambiguous', 'unknown']),
  amount: rowAmount.nullable(),
  /** In packs of the first candidate; null where no amount was understood. */
  quantity: quantity.nullable(),
  /** Where a weight was asked: whether whole packs come to exactly that weight. */
  rounded: z.boolean(),
  /** What a person must look at before the quantity counts (§2.7); it is proposed at most. */
  question: z.enum(rowQuestions).nullable(),
  /** The likeliest first; one where it is matched. */
  candidates: z.array(rowCandidate),
})

/** A row of a basket; without a quantity it waits for one in its place. */
export const basketRow = z.object({
  packId: id,
  quantity: quantity.nullable(),
  /** What was pasted or typed. */
  text: text(mostRowText).default(''),
  rounded: z.boolean().default(false),
})

/** A pasted row that may mean several goods, or none; it becomes a row when a pack is chosen. */
export const openRow = z.object({
  key: id,
  text: text(mostRowText),
  /** Null where none was read, or the row is older than this field. */
  amount: rowAmount.nullable().default(null),
  quantity: quantity.nullable(),
  rounded: z.boolean(),
  question: z.enum(rowQuestions).nullable(),
  /** What it may mean, the likeliest first. */
  packIds: z.array(id).max(6),
})

const rows = { lines: z.array(basketRow).max(200), openRows: z.array(openRow).max(200) }

/** A list that was read, and the rows before it: it can be read anew with other columns. */
export const pastedList = z.object({
  text: pastedCells(20_000),
  columns: z.array(sheetColumn.extend({ title: text(200), unit: text(40) })).max(200),
  parts: z
    .array(listPart.extend({ title: text(200) }))
    .max(mostParts)
    .default([]),
  before: z.object(rows),
})

/** The whole of what a person gathers for a unit. */
export const basketContent = z.object({
  ...rows,
  channelId: id.nullable(),
  /** Null until somebody chooses a day. */
  neededOn: day.nullable(),
  note: text(1_000),
  list: pastedList.nullable(),
  /** The rejected requisition that is corrected. */
  correctsId: id.nullable(),
})

/** A basket to be saved: with the version it was read in, another one is refused. */
export const savedBasket = basketContent
  .partial({
    openRows: true,
    channelId: true,
    neededOn: true,
    note: true,
    list: true,
    correctsId: true,
  })
  .extend({ version })

/** A line as it was ordered, or saved in a template. */
export const earlierLine = z.object({
  packId: id,
  quantity,
  productName: z.string(),
  packName: z.string(),
  unitPriceCents: positiveCents,
})

/** The same beside what the pack is now, at that quantity. */
export const lineAgain = earlierLine.extend({
  now: z.object({
    productName: z.string(),
    packName: z.string(),
    unitPriceCents: positiveCents,
    isForSale: z.boolean(),
  }),
})
