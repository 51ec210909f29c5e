/** How late money is: not yet, up to 30 and 60 days after it was due, and longer. */
export const dueBands = ['not_due', 'late_30', 'late_60', 'late_more'] as const
