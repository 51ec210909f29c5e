/** Small choices kept in this browser. Where storage is forbidden they last as long as the page. */
const prefix = 'cunji.'

/** The names of what is kept. */
export const kept = {
  language: 'language',
  /** Which page this person's first screen is. */
  firstScreen: 'first-screen',
}

export function keptChoice(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

export function keepChoice(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value)
  } catch {
    // As said above.
  }
}
