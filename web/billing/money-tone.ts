/** How states of money look; the word beside them says the same. */
export const decisionTones = { recorded: 'waiting', confirmed: 'good', rejected: 'bad' } as const
export const matchTones = { matched: 'good', open: 'waiting', different: 'bad' } as const
export const bandTones = { within: 'plain', over_standard: 'waiting', over_limit: 'bad' } as const
