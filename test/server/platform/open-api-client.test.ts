import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import ts from 'typescript'
import { afterAll, expect, test, vi } from 'vitest'
import { testApp } from '../../support/app.ts'
import { anApiKey } from '../../support/factories/accounts.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../../support/factories/orders.ts'
import { readText } from '../../support/sources.ts'

/** The examples of the README, as they stand there. */
const [, section = ''] = readText('README.md').split('## Open API\n')
const [, curl = ''] = /```sh\n(curl.+?)\n```/s.exec(section) ?? []
const [, example = ''] = /```ts\n(.+?\n)```/s.exec(section) ?? []

interface Example {
  purchaseOrders(pageSize?: number): Promise<{ id: string; number: string }[]>
  figuresOf(period: string): Promise<{ metric: string; cents: number | null }[]>
}

const { app, database } = await testApp({ settings: { RATE_LIMIT: '0' } })
const unit = await aBuyingUnit(database)
const offer = await (await aSeller(database)).offer()
const { buyer, channelId } = unit
const lines = [{ packId: offer.packId, quantity: 1 }]
const placed: string[] = []
for (let order = 0; order < 3; order += 1) {
  const { purchaseOrders } = await aPlacedOrder(database, { buyer, channelId, lines })
  placed.push(purchaseOrders[0]?.id ?? '')
}
const scopes = ['orders:read' as const, 'ledger:read' as const]
const { key } = await anApiKey(database, { by: await unit.member('unit_leader'), scopes })
const url = await app.listen({ port: 0, host: '127.0.0.1' })

mkdirSync('test-results', { recursive: true })
const folder = mkdtempSync(path.resolve('test-results', 'client-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The files at which the compiler of TypeScript finds fault, with what it says. */
function faultsOf(files: string[]): [string, string][] {
  const program = ts.createProgram(files, {
    ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    ...{ target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'] },
    types: ['node'],
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n')
    return [path.basename(file?.fileName ?? ''), text]
  })
}

/** The description of what keys open: the whole takes seconds to compile, in every run. */
async function describedForKeys(): Promise<OpenAPI3> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as OpenAPI3
  const isForKeys = ([, methods]: [string, object]) => JSON.stringify(methods).includes('"key":[')
  const paths = Object.fromEntries(Object.entries(document.paths ?? {}).filter(isForKeys))
  expect(Object.keys(paths).length).toBeGreaterThan(20)
  return { ...document, paths }
}

function written(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

test('the README’s example, over a client made from the description, reads with a key', {
  timeout: 60_000,
}, async () => {
  written('cunji.ts', astToString(await openapiTS(await describedForKeys())))
  const file = written('example.ts', example)
  const wrong = written('wrong.ts', example.replace("'/api/v1/purchase", "'/api/v1/x"))
  const faulty = faultsOf([file, wrong]).map(([name, text]) => `${name}: ${text}`)
  expect(faulty.filter((fault) => !fault.startsWith('wrong.ts'))).toEqual([])
  expect(faulty).not.toEqual([])

  vi.stubEnv('CUNJI_URL', url)
  vi.stubEnv('CUNJI_KEY', key)
  const client = (await import(/* @vite-ignore */ file)) as Example
  // Two to a page, so that it pages through.
  const orders = await client.purchaseOrders(2)
  expect(orders.map(({ id }) => id).sort()).toEqual(placed.sort())
  const figures = await client.figuresOf('2026')
  expect(figures).toContainEqual(expect.objectContaining({ metric: 'distinct' }))
  vi.stubEnv('CUNJI_KEY', `${key}x`)
  const refused = (await import(/* @vite-ignore */ written('refused.ts', example))) as Example
  await expect(refused.purchaseOrders()).rejects.toThrow('unauthenticated')
  vi.unstubAllEnvs()
})

test('the README’s curl reads with a key', async () => {
  const command = curl.replace('https://cunji.example', url)
  const env = { CUNJI_KEY: key }
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], { env, timeout: 15_000 })
  expect((JSON.parse(stdout) as { items: unknown[] }).items).toHaveLength(3)
})
