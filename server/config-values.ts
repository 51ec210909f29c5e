import { z } from 'zod'

/** A setting is missing or wrong; the message is one sentence and never holds a value. */
export class ConfigError extends Error {}

/** A setting that is absent and one that is empty mean the same. */
const blank = (value: unknown) => (value === '' ? undefined : value)
export const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional())
export const or = <T extends z.ZodType>(schema: T, fallback: string) =>
  z.preprocess((value) => blank(value) ?? fallback, schema)

export const flag = (error: string) =>
  z.enum(['true', 'false'], { error }).transform((text) => text === 'true')
export const url = (protocol: RegExp, error: string) => z.url({ protocol, error })
export const whole = (from: number, to: number, error: string) =>
  z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error })

/** On this machine, where nobody listens on the way. */
export function isLocal(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost|)$/.test(new URL(address).hostname)
}
