import type { FastifyBaseLogger } from 'fastify'
import { type Context, systemActor } from '../../platform/context.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import type { PaymentProvider } from '../../platform/stripe/provider.ts'

/** What the work with the provider needs; it runs beside requests and never inside of one. */
export interface OnlineDependencies extends Pick<Dependencies, 'db' | 'clock' | 'newId'> {
  provider: PaymentProvider
  /** The name of a cooperative, as its account at the provider gets it. */
  nameOf(cooperativeId: string): Promise<string>
  /** The address people open, to which the provider leads them back. */
  publicUrl: string
  log: Pick<FastifyBaseLogger, 'error'>
}

/** The context of an act of the program itself. */
export function actingNow({ clock, newId }: Pick<Dependencies, 'clock' | 'newId'>): Context {
  return { actor: systemActor, requestId: `provider-${newId()}`, now: clock(), newId }
}

/** A time after now, by which a thing that failed is tried again. */
export function later(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1_000)
}
