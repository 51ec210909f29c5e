import { expect, test } from 'vitest'
import type { z } from 'zod'
import { everyEndpoint } from '../support/contract.ts'
import { type Schema, sampleWith, schemaOf } from '../support/sample-body.ts'

type Path = (string | number)[]
interface Leaf {
  path: Path
  schema: Schema & { type?: string }
}

/** Everything a request can carry that is neither an object nor a list. */
function leavesOf({ type: types, ...rest }: Schema, path: Path = []): Leaf[] {
  const type = Array.isArray(types) ? types.find((name) => name !== 'null') : types
  const schema = { ...rest, ...(type !== undefined && { type }) }
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.flatMap((choice) => leavesOf(choice, path))
  if (schema.items) return [{ path, schema }, ...leavesOf(schema.items, [...path, 0])]
  if (schema.properties === undefined) return [{ path, schema }]
  return Object.entries(schema.properties).flatMap(([key, below]) =>
    leavesOf(below, [...path, key]),
  )
}

const isFree = ({ const: only, enum: options, type, format }: Leaf['schema']): boolean =>
  only !== undefined ||
  options !== undefined ||
  type === 'boolean' ||
  type === 'null' ||
  ['uuid', 'date', 'date-time'].includes(format ?? '')

function unboundedBy(schema: Leaf['schema']): string | null {
  if (isFree(schema)) return null
  const bounded = (value: number | undefined) =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER
  switch (schema.type) {
    case 'array':
      return schema.maxItems === undefined ? 'a list without a maximum' : null
    case 'string':
      return schema.maxLength === undefined ? 'a text without a maximum' : null
    case 'integer':
    case 'number':
      return bounded(schema.maximum) && bounded(schema.minimum) ? null : 'a number without bounds'
    default:
      return `anything at all (${JSON.stringify(schema)})`
  }
}

const parts = ['params', 'query', 'body'] as const

async function everyLeaf() {
  return (await everyEndpoint()).flatMap((endpoint) =>
    parts.flatMap((part) => {
      const shape: z.ZodType | undefined = endpoint[part]
      if (shape === undefined) return []
      const at = `${endpoint.name} ${part}`
      return leavesOf(schemaOf(shape)).map((leaf) => ({ ...leaf, shape, at }))
    }),
  )
}

test('§2.6 every number, text and list that may be sent has a bound', async () => {
  const leaves = await everyLeaf()
  const faults = leaves.flatMap(({ at, path, schema }) => {
    const fault = unboundedBy(schema)
    return fault === null ? [] : [`${at} ${path.join('.')}: ${fault}`]
  })
  expect(faults).toEqual([])
  expect(leaves.length).toBeGreaterThan(400)
})

const hostile = {
  string: ['a\u0000b', 'a\ud800b', '\udc00', 'a\u0007b', 'a\uffffb', 'x'.repeat(100_000)],
  number: [2 ** 53, -(2 ** 53), 2 ** 60, 1e300, Number.NaN],
  array: [Array.from({ length: 100_000 }, () => null)],
  date: ['0000-01-01', '1899-12-31', '2201-01-01', '9999-12-31', '2026-02-30'],
}

function hostileFor(schema: Leaf['schema']): unknown[] {
  if (schema.format === 'date') return [...hostile.date, ...hostile.string]
  if (schema.type === 'integer' || schema.type === 'number') return hostile.number
  if (schema.type === 'array') return hostile.array
  return hostile.string
}

test('§2.6 what cannot be kept is refused where it was typed, and never reaches the database', async () => {
  const leaves = (await everyLeaf()).filter(({ schema }) => schema.type !== 'null')
  let examined = 0
  for (const { at, path, schema, shape } of leaves) {
    for (const value of hostileFor(schema)) {
      const result = shape.safeParse(sampleWith(shape, path, value))
      const named = result.error?.issues.some((issue) => touches(issue, path))
      expect(named, `${at} ${path.join('.')} took ${String(value).slice(0, 20)}`).toBe(true)
      examined++
    }
  }
  expect(examined).toBeGreaterThan(1_500)
})

/** Whether an issue names the place, also within the branches of a union. */
function touches(issue: z.core.$ZodIssue, path: Path): boolean {
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return issue.errors.some((branch) =>
      branch.some((inner) =>
        touches({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, path),
      ),
    )
  return path.every((key, index) => issue.path[index] === key || index >= issue.path.length)
}
