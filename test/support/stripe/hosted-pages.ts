import type { IncomingMessage } from 'node:http'
import type Stripe from 'stripe'
import type { FakeMoney } from './fake-money.ts'

interface Page {
  status: number
  headers: Record<string, string>
  body?: string
}

/**
 * The two pages of Stripe that people see, each with one button: the page to pay on, and the form
 * of an account. Null where a request is for neither.
 */
export function hostedPage(money: FakeMoney, { method, url = '' }: IncomingMessage): Page | null {
  const [, page, id = ''] = /^\/(c\/pay|setup\/e)\/(\w+)/.exec(url) ?? []
  if (page === undefined) return null
  if (method === 'POST') return { status: 303, headers: { location: finish(money, page, id) } }
  const act = page === 'c/pay' ? 'Pay' : 'Submit'
  return {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html><html lang="en"><title>Stripe</title>
      <form method="post"><button>${act}</button></form></html>`,
  }
}

/** What the button does; returns where the person is sent. */
function finish(money: FakeMoney, page: string, id: string): string {
  if (page === 'c/pay') {
    money.pay(id)
    return money.get<Stripe.Checkout.Session>(id).success_url ?? ''
  }
  money.completeForm(id)
  return money.forms.get(id) ?? ''
}
