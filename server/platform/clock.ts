/** Where "now" comes from: the system, or a fixed or moving hand in tests and the demo. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
