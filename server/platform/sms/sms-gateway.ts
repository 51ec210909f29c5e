import { appendFile } from 'node:fs/promises'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { NewId } from '../ids.ts'
import { signedCall } from './aliyun-signature.ts'

/** What a text message is about: each has a text of its own at the provider. */
export type SmsKind = 'invitation' | 'recovery'

/** A message by its text at the provider and the words in it. */
export interface Sms {
  to: string
  kind: SmsKind
  /** At most 35 signs each. */
  words: Readonly<Record<string, string>>
}

export interface SmsGateway {
  /** Fails where it is worth trying again: the provider cannot be reached or has no capacity. */
  send(sms: Sms): Promise<void>
}

/** The settings of the provider, or of the file that stands in for it. */
export type SmsSettings =
  | { file: string }
  | {
      url: string
      keyId: string
      keySecret: string
      signName: string
      templates: Readonly<Record<SmsKind, string>>
    }

interface GatewayDependencies {
  clock: Clock
  newId: NewId
  log: Pick<FastifyBaseLogger, 'warn'>
}

/** The gateway of the settings; null where there is none. */
export function createSmsGateway(
  settings: SmsSettings | undefined,
  deps: GatewayDependencies,
): SmsGateway | null {
  if (settings === undefined) return null
  if ('file' in settings)
    return { send: (sms) => appendFile(settings.file, `${JSON.stringify(sms)}\n`, { mode: 0o600 }) }
  return { send: (sms) => sendByAliyun(settings, deps, sms) }
}

const timeoutMs = 10_000
const answer = z.object({ Code: z.string().max(100) })

/** Refusals that another time may not meet: too many in an hour, no money left, overload. */
const passing = /LIMIT_CONTROL|AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE|SYSTEM_ERROR|Throttling|^Service/i

/** `SendSms` of version 2017-05-25. Neither number nor words ever stand in an error or a log. */
async function sendByAliyun(
  settings: Exclude<SmsSettings, { file: string }>,
  { clock, newId, log }: GatewayDependencies,
  { to, kind, words }: Sms,
): Promise<void> {
  const { url, keyId, keySecret, signName, templates } = settings
  const { query, headers } = signedCall(
    {
      method: 'POST',
      host: new URL(url).host,
      action: 'SendSms',
      version: '2017-05-25',
      query: {
        PhoneNumbers: to,
        SignName: signName,
        TemplateCode: templates[kind],
        TemplateParam: JSON.stringify(words),
      },
      date: clock()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      nonce: newId(),
    },
    { id: keyId, secret: keySecret },
  )
  const code = await codeOf(`${url}/?${query}`, headers)
  if (code === 'OK') return
  if (code === '' || passing.test(code)) throw new Error(`the SMS gateway answered ${code || '?'}`)
  log.warn({ code, kind }, 'the SMS gateway refused a message for good')
}

/** The code of the answer; '' where there is none. */
async function codeOf(address: string, headers: Record<string, string>): Promise<string> {
  const { host: _, ...sent } = headers
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: sent,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return answer.parse(await response.json()).Code
  } catch (error) {
    // What `fetch` says may hold the address, and with it the number and the code.
    throw new Error(`the SMS gateway cannot be reached (${(error as Error).name})`)
  }
}
