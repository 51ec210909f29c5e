/** A valid UUID that says what it is and which one: kind in one digit, number in the rest. */
export const kinds = {
  person: 1,
  unit: 2,
  cooperative: 3,
  product: 4,
  pack: 5,
  lot: 6,
  channel: 7,
  group: 8,
  requisition: 9,
  purchaseOrder: 'a',
  orderLine: 'b',
}

export type Kind = keyof typeof kinds

export function idOf(kind: Kind, number: number): string {
  return `01900000-000${kinds[kind]}-7000-8000-${number.toString(16).padStart(12, '0')}`
}

/** The same identifier in SQL, for generate_series. */
export function idInSql(kind: Kind, expression: string): string {
  return `('01900000-000${kinds[kind]}-7000-8000-' || lpad(to_hex(${expression}), 12, '0'))::uuid`
}
