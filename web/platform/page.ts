import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Endpoint } from '../../shared/endpoint.ts'
import type { Access, OrganisationKind, Role } from '../../shared/roles.ts'

/** A place in the navigation. The label is a key of `locales/<language>/nav.json`. */
export interface NavEntry {
  label: string
  /** What it is called for those who act for such an organisation, if otherwise. */
  labelFor?: Partial<Record<OrganisationKind, string>>
  /** Lower comes first; tens leave room. The first four stand in a phone's tab bar. */
  order: number
  /** Where it stands for those who act for such an organisation, if elsewhere. */
  orderFor?: Partial<Record<OrganisationKind, number>>
  icon: Component
  /** Who finds it there, if fewer than may open it: the others come to it by a link. */
  access?: readonly Role[]
  /** It stands there only where invoices can be paid online. */
  needsOnlinePayment?: true
}

/** The description of a page in `web/<domain>/routes.ts`. */
export interface PageMeta {
  /** Who may open it: as in the contract. `public` pages need no sign-in. */
  access: Access
  /** The key of the window's title. */
  title: string
  nav?: NavEntry
  /** The kinds of organisation whose people see this page first. */
  firstFor?: readonly OrganisationKind[]
  /** Text files beyond the domain's own. */
  texts?: readonly string[]
  /** On the way from a total to its documents: it leads back to where one came from. */
  inTrail?: true
  /** Without navigation around it: sign-in, a public page, a print. */
  bare?: true
  /** It opens without a server, with what is kept on the device. */
  offline?: true
  /** Everybody sees the same, so that it waits for no answer to who is signed in. */
  sameForAll?: true
  /**
   * The answers that a page `sameForAll` shows, by the parameters of its own address: they are
   * requested while the program is still on its way.
   */
  shows?: readonly Endpoint[]
}

export type Page = Omit<RouteRecordRaw, 'meta' | 'children' | 'redirect'> & {
  name: string
  component: () => Promise<unknown>
  meta: PageMeta
}

declare module 'vue-router' {
  interface RouteMeta extends Partial<PageMeta> {}
}

/** Types a domain's pages; names are `<domain>.<page>`. */
export function definePages(pages: readonly Page[]): readonly Page[] {
  return pages
}
