import { expect, test } from 'vitest'
import { setUpCode } from '../../../server/accounts/index.ts'
import { setUpPlatform } from '../../../server/organisations/index.ts'
import { setUp as command } from '../../../server/organisations/set-up.command.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { signIn } from '../../../shared/accounts/accounts.api.ts'
import { acceptInvitation, invite, showInvitation } from '../../../shared/accounts/members.api.ts'
import { readSetUp, setUp } from '../../../shared/organisations/set-up.api.ts'
import { contextFor, testApp } from '../../support/app.ts'

const { app, call, refusal, database, deps } = await testApp({ settings: { TRUST_PROXY: '1' } })
const code = setUpCode(deps.config)
const stated = { platformName: '村集运营中心', name: '王主任', phone: '138 0000 0001', code }
const password = 'harvest-2026-village'

async function run(...args: string[]) {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const pool = { db: database.db, close: async () => {} }
  const status = await command.run({ deps, pool, databaseUrl: database.url, args, say })
  return { status, text: lines.join('\n') }
}

const tokenOf = (link: string) => link.split('#')[1] ?? ''
const platforms = () => database.sql`
  select name from organisations.organisations where kind = 'platform'`

const pageAt = async (url: string) => {
  const { statusCode, headers } = await app.inject({ method: 'GET', url })
  return [statusCode, headers.location]
}

test('nobody is here at first, and the code decides who may begin', async () => {
  expect(await pageAt('/')).toEqual([302, '/set-up'])
  expect(await pageAt('/sign-in?next=/orders')).toEqual([302, '/set-up'])
  expect(await pageAt('/accept-invitation')).toEqual([200, undefined])
  expect(await call(readSetUp, {})).toEqual({ isOpen: true })
  const wrong = await refusal(setUp, { body: { ...stated, code: 'AAAA-AAAA' } })
  expect(wrong.fields).toEqual([{ path: ['code'], code: 'wrong_code' }])
  const nameless = await refusal(setUp, { body: { ...stated, phone: null } })
  expect(nameless.fields).toEqual([{ path: ['email'], code: 'email_or_phone' }])
  expect(await platforms()).toEqual([])
})

test('two at once make one platform, and only the newest link opens', async () => {
  const links = await Promise.all(
    ['甲', '乙', '丙'].map((name) =>
      transaction(database.db, (tx) =>
        setUpPlatform(tx, contextFor(systemActor), {
          ...{ platformName: `村集${name}`, name, email: null, phone: '13800000001' },
          settings: deps.config,
        }),
      ),
    ),
  )
  expect(await platforms()).toHaveLength(1)
  const shown = await Promise.all(
    links.map(({ link }) =>
      call(showInvitation, { body: { token: tokenOf(link) } }).catch(() => 0),
    ),
  )
  expect(shown.filter((answer) => answer !== 0)).toHaveLength(1)
})

test('the command asks for what is missing, and may be repeated', async () => {
  expect(await run('--platform', '村集', '--colour', 'red')).toMatchObject({ status: 1 })
  expect((await run('--platform', '村集运营中心', '--name', '王主任')).text).toContain('Usage')
  const first = await run('--platform', '村集', '--name', '王', '--email', 'Wang@example.test')
  expect(first.text).toMatch(/#[\w-]{40,}/)
  expect(await platforms()).toEqual([{ name: '村集' }])
})

test('§11.1 the administrator chooses a password by the link, and may then do everything', async () => {
  const typed = { ...stated, code: code.toLowerCase().replace('-', ' ') }
  const { link } = await call(setUp, { body: typed })
  expect(link.startsWith(`${deps.config.publicUrl}/accept-invitation#`)).toBe(true)
  const token = tokenOf(link)
  const shown = await call(showInvitation, { body: { token } })
  expect(shown).toMatchObject({ invitedBy: '村集运营中心', roles: ['platform_admin'] })
  const opened = await call(acceptInvitation, { body: { token, password } })
  expect(opened.session.acting).toMatchObject({
    kind: 'platform',
    organisationName: '村集运营中心',
  })
  const again = await call(signIn, { body: { login: '13800000001', password } })
  const organisationId = again.session.acting?.organisationId ?? ''
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v1/organisations/${organisationId}/invitations`,
    headers: { authorization: `Bearer ${again.accessToken}` },
    payload: { name: '李副主任', phone: '13800000002', roles: ['platform_admin'] },
  })
  expect(answer.statusCode, answer.body).toBe(invite.status)
})

test('once somebody is here, neither the page nor the command makes a second one', async () => {
  expect(await pageAt('/sign-in')).toEqual([200, undefined])
  expect(await call(readSetUp, {})).toEqual({ isOpen: false })
  expect(await refusal(setUp, { body: stated })).toMatchObject({ code: 'already_set_up' })
  const repeated = await run('--platform', '另一个', '--name', '别人', '--phone', '13900000001')
  expect(repeated).toMatchObject({ status: 0, text: expect.stringContaining('Nothing to do') })
  expect(await platforms()).toEqual([{ name: '村集运营中心' }])
})

test('the code is tried at most twenty times from one address', async () => {
  const headers = { 'x-forwarded-for': '10.0.0.9' }
  const guess = () => refusal(setUp, { body: { ...stated, code: 'ABCD-EFGH' } }, { headers })
  for (let tried = 0; tried < 20; tried += 1) expect((await guess()).code).toBe('validation_failed')
  expect((await guess()).code).toBe('too_many_requests')
})

test('a demo is not set up', async () => {
  const demo = { ...deps, config: { ...deps.config, demoPassword: 'a password' } }
  const lines: string[] = []
  const status = await command.run({
    deps: demo,
    pool: { db: database.db, close: async () => {} },
    databaseUrl: database.url,
    args: ['--platform', '村集', '--name', '王', '--phone', '13800000001'],
    say: (line) => void lines.push(line),
  })
  expect([status, lines.join()]).toEqual([1, expect.stringContaining('DEMO=false')])
})
