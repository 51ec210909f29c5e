import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { newId } from '../../../../server/platform/ids.ts'
import { signedCall } from '../../../../server/platform/sms/aliyun-signature.ts'
import { createSmsGateway } from '../../../../server/platform/sms/sms-gateway.ts'
import { testClock } from '../../../support/clock.ts'

const secret = 'YourAccessKeySecret'

test('the signature is that of the example that the provider publishes', () => {
  const { query, headers } = signedCall(
    {
      method: 'POST',
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      query: {
        RegionId: 'cn-shanghai',
        ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
      },
      date: '2023-10-26T10:22:32Z',
      nonce: '3156853299f313e23d1673dc12e1703d',
    },
    { id: 'YourAccessKeyId', secret },
  )
  expect(query).toBe(
    'ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
  )
  expect(headers.authorization).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;' +
      'x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
      'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  )
})

/** A provider that recomputes the signature and answers as it is told. */
const provider = { answer: '{"Code":"OK"}', status: 200, calls: [] as Map<string, string>[] }
const server = createServer((request, response) => {
  const { searchParams, search } = new URL(request.url ?? '', 'http://provider')
  const authorization = request.headers.authorization ?? ''
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? []
  const lines = names.map((name) => `${name}:${request.headers[name]}\n`).join('')
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const canonical = ['POST', '/', search.slice(1), lines, names.join(';'), hash('')].join('\n')
  const signature = createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${hash(canonical)}`)
    .digest('hex')
  if (!authorization.endsWith(`Signature=${signature}`)) {
    response.writeHead(400).end('{"Code":"SignatureDoesNotMatch"}')
    return
  }
  provider.calls.push(new Map(searchParams))
  response.writeHead(provider.status).end(provider.answer)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => server.close())

const settings = {
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  keyId: 'YourAccessKeyId',
  keySecret: secret,
  signName: '村集',
  templates: { invitation: 'SMS_1', recovery: 'SMS_2' },
}
const warnings: unknown[] = []
const log = { warn: (...about: unknown[]) => warnings.push(about) } as never
const deps = { clock: testClock, newId, log }
const sms = {
  to: '13800138000',
  kind: 'invitation',
  words: { name: "老王 (店)*!'", code: 'ABCD-EFGH-2345' },
} as const

test('a message reaches the provider with a signature that it finds right', async () => {
  await createSmsGateway(settings, deps)?.send(sms)
  expect(Object.fromEntries(provider.calls[0] ?? [])).toEqual({
    PhoneNumbers: '13800138000',
    SignName: '村集',
    TemplateCode: 'SMS_1',
    TemplateParam: JSON.stringify(sms.words),
  })
})

test('what may pass is tried again, what may not is logged, and neither says number or code', async () => {
  const gateway = createSmsGateway(settings, deps)
  const failureOf = async (answer: string, status = 200) => {
    Object.assign(provider, { answer, status })
    return gateway?.send(sms).then(
      () => '',
      (error: Error) => error.message,
    )
  }
  const failures = [
    await failureOf('{"Code":"isv.BUSINESS_LIMIT_CONTROL"}'),
    await failureOf('{"Code":"Throttling.User"}', 400),
    await failureOf('<html>bad gateway</html>', 502),
  ]
  expect(failures.every((message) => message !== '')).toBe(true)
  expect(await failureOf('{"Code":"isv.MOBILE_NUMBER_ILLEGAL"}')).toBe('')
  expect(warnings).toHaveLength(1)
  const unreachable = createSmsGateway({ ...settings, url: 'http://127.0.0.1:1' }, deps)
  await expect(unreachable?.send(sms)).rejects.toThrow('cannot be reached')
  const said = JSON.stringify([failures, warnings])
  for (const kept of [sms.to, sms.words.code, secret]) expect(said).not.toContain(kept)
})

test('a file stands in for the provider, and without settings there is no gateway', async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'cunji-sms-')), 'sms.jsonl')
  const gateway = createSmsGateway({ file }, deps)
  await gateway?.send(sms)
  await gateway?.send({ ...sms, kind: 'recovery' })
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['invitation', 'recovery'])
  expect(createSmsGateway(undefined, deps)).toBeNull()
})
