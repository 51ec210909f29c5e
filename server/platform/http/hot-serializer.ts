import fastJsonStringify from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import { z } from 'zod'

type JsonSchema = Record<string, unknown>

/**
 * Serialises by code compiled from the contract's schema instead of by zod, for reads that are
 * asked all the time. It checks nothing: a route may use it only where a test compares its bytes
 * with zod's.
 */
export const hotSerializerCompiler: FastifySerializerCompiler<unknown> = ({ schema }) => {
  const plain = withoutUnions(
    z.toJSONSchema(schema as z.ZodType, { target: 'draft-7' }) as JsonSchema,
  )
  return fastJsonStringify(plain)
}

/** `X or null` as `nullable`: for a union the compiled code would try a validator on each value. */
function withoutUnions(schema: JsonSchema): JsonSchema {
  const changed: JsonSchema = {}
  for (const [key, value] of Object.entries(schema)) changed[key] = withoutUnion(value)
  const choices = changed.anyOf as JsonSchema[] | undefined
  const some = choices?.filter((choice) => choice.type !== 'null')
  if (choices === undefined || some?.length !== 1 || some.length === choices.length) return changed
  const { anyOf: _, ...rest } = changed
  return { ...rest, ...some[0], nullable: true }
}

function withoutUnion(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnion)
  return typeof value === 'object' && value !== null ? withoutUnions(value as JsonSchema) : value
}
