import net from 'node:net'
import { afterEach } from 'vitest'
import { testEnvironment } from './environment.ts'

const loopback = /^(localhost|127(\.\d+){3}|::1|0\.0\.0\.0|::)$/
const attempts: string[] = []

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket
const connectPlain = net.Socket.prototype.connect as Connect

/** Refuses every connection that would leave this machine, and remembers that it was tried. */
function connectAtHome(this: net.Socket, ...args: unknown[]): net.Socket {
  const host = hostOf(args)
  if (host === undefined || isAllowed(host)) return connectPlain.apply(this, args)
  attempts.push(host)
  this.destroy(new Error(`A test tried to reach ${host}`))
  return this
}

net.Socket.prototype.connect = connectAtHome as typeof net.Socket.prototype.connect

/** This machine, and Stripe where somebody gave a test key for it. */
function isAllowed(host: string): boolean {
  const isStripe = host === 'api.stripe.com' && testEnvironment.stripeTestKey !== undefined
  return loopback.test(host) || isStripe
}

/** The host asked for, or undefined for a socket in the file system or this machine by default. */
function hostOf(args: unknown[]): string | undefined {
  // net.connect() hands its normalised arguments over as one array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  if (typeof first === 'object' && first !== null) return (first as { host?: string }).host
  return typeof second === 'string' ? second : undefined
}

afterEach(() => {
  const hosts = attempts.splice(0)
  if (hosts.length > 0) throw new Error(`Unexpected network calls: ${hosts.join(', ')}`)
})
