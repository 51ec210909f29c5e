import path from 'node:path'
import { z } from 'zod'
import { ConfigError, isLocal, optional, url } from './config-values.ts'
import type { SmsSettings } from './platform/sms/sms-gateway.ts'

/** The settings of the SMS gateway, by their names in the environment. */
export const smsSchemas = {
  SMS_KEY_ID: optional(z.string().max(128)),
  SMS_KEY_SECRET: optional(z.string().max(128)),
  SMS_SIGN_NAME: optional(z.string().max(60)),
  SMS_INVITATION_TEMPLATE: optional(
    z.string().regex(/^SMS_\d+$/, 'SMS_INVITATION_TEMPLATE must look like SMS_123456789.'),
  ),
  SMS_RECOVERY_TEMPLATE: optional(
    z.string().regex(/^SMS_\d+$/, 'SMS_RECOVERY_TEMPLATE must look like SMS_123456789.'),
  ),
  SMS_URL: optional(url(/^https?$/, 'SMS_URL must be the address of the SMS gateway.')),
  SMS_FILE: optional(z.string()),
}

type Settings = { [Name in keyof typeof smsSchemas]?: string | undefined } & { NODE_ENV: string }

const smsUrl = 'https://dysmsapi.aliyuncs.com'

/** The SMS gateway, wholly named or not at all; or the file that stands in for it. */
export function smsSettings(settings: Settings): SmsSettings | undefined {
  const { SMS_KEY_ID: keyId, SMS_KEY_SECRET: keySecret, SMS_SIGN_NAME: signName } = settings
  const { SMS_INVITATION_TEMPLATE: invitation, SMS_RECOVERY_TEMPLATE: recovery } = settings
  const { SMS_URL, SMS_FILE, NODE_ENV } = settings
  const named = [keyId, keySecret, signName, invitation, recovery]
  const isAny = [...named, SMS_URL].some((value) => value !== undefined)
  if (SMS_FILE !== undefined) {
    if (isAny)
      throw new ConfigError('SMS_FILE stands in for the SMS gateway: set one of them only.')
    if (NODE_ENV === 'production')
      throw new ConfigError('In production SMS_FILE must not be set: it holds codes in clear.')
    return { file: path.resolve(SMS_FILE) }
  }
  if (!isAny) return undefined
  if (!keyId || !keySecret || !signName || !invitation || !recovery)
    throw new ConfigError(
      'The SMS gateway needs all of SMS_KEY_ID, SMS_KEY_SECRET, SMS_SIGN_NAME, ' +
        'SMS_INVITATION_TEMPLATE and SMS_RECOVERY_TEMPLATE, or none of them.',
    )
  const address = (SMS_URL ?? smsUrl).replace(/\/+$/, '')
  if (NODE_ENV === 'production' && !address.startsWith('https:') && !isLocal(address))
    throw new ConfigError('In production SMS_URL must be https://….')
  return { url: address, keyId, keySecret, signName, templates: { invitation, recovery } }
}
