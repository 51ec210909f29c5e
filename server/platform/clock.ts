/** Where "now" comes from: the system in production, a fixed or moving hand in tests and the demo. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
