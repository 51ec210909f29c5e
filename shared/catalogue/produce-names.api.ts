import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { line } from '../text.ts'
import { plainText } from './search-words.ts'

/** A name of goods as it is compared: without spaces and signs, in lower case. */
const produceName = z
  .string()
  .max(60)
  .overwrite((typed) => plainText(typed).replaceAll(' ', ''))
  .pipe(line(20, 1))

export const produceKind = z.object({
  name: z.string(),
  /** What it is part of: 脆李 of 李子. */
  broader: z.array(z.string()),
  /** All other names it goes by. */
  otherNames: z.array(z.string()),
  version: z.int(),
})

export const produceKinds = endpoint({
  name: 'catalogue.produceKinds',
  summary: 'Kinds of produce with the names people use, those with a word in one of them',
  method: 'GET',
  path: '/api/v1/produce-kinds',
  access: ['platform_admin'],
  query: cursorQuery.extend({ q: line(20).default('') }),
  response: cursorPage(produceKind),
})

export const saveProduceKind = endpoint({
  name: 'catalogue.saveProduceKind',
  summary: 'Add a kind of produce, or change its other names; goods are found by them soon after',
  method: 'POST',
  path: '/api/v1/produce-kinds',
  access: ['platform_admin'],
  body: z.object({
    name: produceName,
    broader: z.array(produceName).max(5),
    otherNames: z.array(produceName).max(40),
    /** Of the kind as it was read; 0 for a new one. */
    version: z.int().min(0).max(1_000_000),
  }),
  response: produceKind,
  errors: ['stale_version', 'validation_failed'],
})
export type ProduceKindInput = z.output<typeof saveProduceKind.body>
