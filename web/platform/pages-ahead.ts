import type { RouteLocationNormalized } from 'vue-router'
import { loadTexts } from './i18n.ts'
import { keepChoice, kept, keptChoice } from './kept-choice.ts'
import type { Page } from './page.ts'

/** Keeps which page this person's first screen is, for the next time the program is opened. */
export function keepFirstScreen(name: string): void {
  if (keptChoice(kept.firstScreen) !== name) keepChoice(kept.firstScreen, name)
}

/**
 * Loads the script and the texts of the page somebody goes to, while it is still being asked who
 * they are. Where they come to another page this was in vain; where it fails, the page itself
 * will say so.
 */
export function loadAhead(to: RouteLocationNormalized, pages: readonly Page[]): void {
  const name = to.name === 'first' ? (keptChoice(kept.firstScreen) ?? 'accounts.sign-in') : to.name
  const page = pages.find((each) => each.name === name)
  if (page === undefined) return
  Promise.all([page.component(), loadTexts(page.meta.texts ?? [])]).catch(() => undefined)
}
