import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { newId } from '../../server/platform/ids.ts'
import type { Endpoint } from '../../shared/endpoint.ts'

const shared = fileURLToPath(new URL('../../shared', import.meta.url))

/** Every endpoint of the contract, found in the folders and not in a list somebody keeps. */
export async function everyEndpoint(): Promise<Endpoint[]> {
  const files = readdirSync(shared, { recursive: true, encoding: 'utf8' })
  const endpoints: Endpoint[] = []
  for (const file of files.filter((name) => name.endsWith('.api.ts')).sort()) {
    const module = (await import(path.join(shared, file))) as Record<string, unknown>
    endpoints.push(...Object.values(module).filter(isEndpoint))
  }
  return endpoints
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'access' in value
}

/** Path parameters that the contract accepts and no record has. */
export function anyParams(endpoint: Endpoint): Record<string, string> {
  const shape: Record<string, z.ZodType> = endpoint.params?.shape ?? {}
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, sampleOf(endpoint, name, schema)]),
  )
}

/**
 * Each parameter from the record that the word before it names: `records.invoices` is in
 * `/invoices/:invoiceId`. What the records do not hold is undefined.
 */
export function paramsOfRecords(
  endpoint: Endpoint,
  records: Readonly<Record<string, string>>,
): Record<string, string> {
  if (endpoint.path.includes('/ledger/:countyCode/:number'))
    return { countyCode: '500237', number: '1' }
  if (endpoint.path.includes('/:countyCode/:month'))
    return { countyCode: '500237', month: '2026-01' }
  if (/\/(divisions|places)\/:code/.test(endpoint.path)) return { code: '500237222' }
  const parts = endpoint.path.split('/')
  const named = parts.flatMap((part, index) => {
    if (!part.startsWith(':')) return []
    const before = parts[index - 1] ?? ''
    const isGroupMember = before === 'members'
    return [[part.slice(1), records[isGroupMember ? 'assistance-members' : before]] as const]
  })
  return Object.fromEntries(named) as Record<string, string>
}

function sampleOf(endpoint: Endpoint, name: string, schema: z.ZodType): string {
  const samples = [
    newId(),
    '500237',
    '500237222213',
    '2026-01',
    '2026',
    '2026-11-20',
    'a'.repeat(24),
    'sample',
  ]
  const sample = samples.find((candidate) => schema.safeParse(candidate).success)
  if (sample === undefined) throw new Error(`no sample for :${name} of ${endpoint.name}`)
  return sample
}
