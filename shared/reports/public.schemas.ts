import { z } from 'zod'
import { catalogueItem, seasonOfProduce } from '../catalogue/catalogue.schemas.ts'
import { ofMetric } from '../figure.ts'
import { day, divisionCode, id, month } from '../scalars.ts'
import { publicBenefit } from './benefit.schemas.ts'
import { periodText } from './query.schemas.ts'
import {
  amount,
  countedAmount,
  openingSum,
  periodState,
  recognisedAmount,
  recognisedRow,
  trendPoint,
} from './reports.schemas.ts'

/** Goods on sale out of a village, as everybody is shown them. */
const publicGoods = catalogueItem.pick({
  productId: true,
  name: true,
  variety: true,
  category: true,
  photoFileId: true,
  cooperativeName: true,
  packName: true,
  priceCents: true,
  isInSeason: true,
  marks: true,
})
export type PublicGoods = z.output<typeof publicGoods>

export const publicVillage = z.object({
  code: z.string(),
  name: z.string(),
  pathName: z.string(),
  introduction: z.string(),
  /** When what is ripe, in the village's own words. */
  season: z.string(),
  photoFileId: id.nullable(),
  /** Those who agreed to it, by name and sending unit; nothing else of a person (§11.6). */
  firstSecretaries: z.array(z.object({ name: z.string(), unitName: z.string() })),
  year: z.int(),
  thisYear: recognisedRow,
  allYears: recognisedRow,
  /** Of all years, beside them (§3.11). */
  opening: openingSum,
  /** The last five, each with its opening figures and the year before. */
  years: z.array(trendPoint),
  products: z.array(recognisedAmount.extend({ name: z.string() })),
  buyers: z.array(recognisedAmount.extend({ name: z.string() })),
  months: z.array(recognisedAmount.extend({ month })),
  benefit: publicBenefit,
  goods: z.object({
    items: z.array(publicGoods),
    hasMore: z.boolean(),
    seasons: z.array(seasonOfProduce),
  }),
})

/** Counties that sold in a period, the highest first; one without sales is left out. */
export const publicCounties = z.object({
  period: periodText,
  items: z.array(recognisedAmount.extend({ code: z.string(), name: z.string() })),
})

/** A county or township with what is below it, the highest first; places without sales too. */
export const publicPlace = z.object({
  period: periodText,
  code: divisionCode,
  name: z.string(),
  pathName: z.string(),
  /** The county that a township is of. */
  county: z.object({ code: divisionCode, name: z.string() }).nullable(),
  total: ofMetric('distinct', countedAmount),
  places: z.array(recognisedAmount.extend({ code: divisionCode, name: z.string() })),
  /** Of goods without proof of their village, which is of none of the places (§3.5). */
  unknown: ofMetric('unknown_village', amount),
})

export const publicTotals = z.object({
  period: periodText,
  state: periodState,
  from: day,
  to: day,
  total: ofMetric('distinct', countedAmount),
  /** Beside the total, of whole years (§3.11). */
  opening: openingSum.nullable(),
  lastYear: ofMetric('last_year', amount.extend({ from: day, to: day, opening: openingSum })),
  growthBasisPoints: ofMetric('growth').nullable(),
  villages: ofMetric('villages_selling', z.int()),
  units: ofMetric('units_participating', z.int()),
  /** Of years only: months taken from each other would tell of single households. */
  benefit: publicBenefit.nullable(),
  months: z.array(recognisedAmount.extend({ month })),
  /** The last five, each with its opening figures and the year before. */
  years: z.array(trendPoint),
  topVillages: z.array(recognisedAmount.extend({ code: z.string(), name: z.string() })),
})
