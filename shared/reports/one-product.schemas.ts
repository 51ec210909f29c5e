import { z } from 'zod'
import { ofMetric } from '../figure.ts'
import { day, divisionCode, villageCode } from '../scalars.ts'
import { oneProductShares } from './one-product.ts'
import { periodText, reportQuery } from './query.schemas.ts'

export const oneProductQuery = reportQuery
  .pick({ period: true, divisionCode: true })
  .extend({ share: z.enum(oneProductShares).default('80') })

export const oneProductVillage = z.object({
  code: villageCode,
  name: z.string(),
  township: z.string(),
  county: z.string(),
  /** What its product is called; several listings of one name are one product. */
  product: z.string(),
  /** The listing, where it is the only one of its name: the ledger is filtered by it. */
  productId: z.uuid().nullable(),
  cents: ofMetric('recognised_cents'),
  productCents: ofMetric('recognised_cents'),
  productGrams: ofMetric('recognised_grams'),
  shareBasisPoints: ofMetric('one_product_share'),
})

export type OneProductVillage = z.output<typeof oneProductVillage>

export const oneProductPage = z.object({
  subject: z.object({
    divisionCode: divisionCode.nullable(),
    name: z.string(),
    pathName: z.string(),
  }),
  period: periodText,
  from: day,
  to: day,
  /** The villages looked at; `isCut`: there are more, of lower amounts. */
  villages: ofMetric('villages_selling', z.int()),
  isCut: z.boolean(),
  items: z.array(oneProductVillage),
})
