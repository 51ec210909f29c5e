/** What a schema is read by; to put one together is no reading of it. */
const reading = /^(safeParse|parse|decode|encode)(Async)?$|^(options|shape|def|_zod)$/

/**
 * What the browser loads in zod's place. The screens take their types from the contract and send
 * what the server checks; they never check by a schema themselves. So a schema is nothing here,
 * however it is put together, and reading one is a programmer's error.
 */
const schema: unknown = new Proxy(() => undefined, {
  get: (_, name) => {
    if (reading.test(String(name))) throw new Error(`The screens have no schema: ${String(name)}`)
    return schema
  },
  apply: () => schema,
})

export { schema as z }
