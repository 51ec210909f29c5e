import { z } from 'zod'
import { day } from '../scalars.ts'

const words = z.object({ 'zh-CN': z.string(), en: z.string() })

const version = z.object({
  version: z.int(),
  /** The first day on which figures are stated by it. */
  from: day,
  definition: words,
})

/** A figure's definition in force, in both languages, with those that were. */
export const metricView = version.extend({
  name: z.string(),
  group: z.enum(['recognised', 'reached', 'money']),
  label: words,
  counts: words,
  credit: words,
  date: words,
  units: z.array(z.object({ code: z.string(), label: words })),
  dimensions: z.array(z.object({ code: z.string(), label: words })),
  /** The oldest first. */
  earlier: z.array(version),
})
