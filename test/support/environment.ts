/** The only reader of the environment under test/. */
export const testEnvironment = {
  /** A PostgreSQL server of one's own to test on, as a user who may create databases. */
  databaseUrl: process.env.TEST_DATABASE_URL,
  /** The browser for the journeys; without it one is looked for. */
  browserPath: process.env.BROWSER_PATH,
  /** `npm` passes over the system's browsers. */
  browserFrom: process.env.BROWSER_FROM,
  /** Leaves a picture of every screen that is looked at in test-results/screens. */
  takeScreenshots: process.env.SCREENSHOTS === '1' || process.env.UPDATE_SCREENSHOTS === '1',
  /** Renews the screenshots that the README shows. */
  updateScreenshots: process.env.UPDATE_SCREENSHOTS === '1',
  /** How many rounds of killed connections the driver goes through. */
  faultRounds: Number(process.env.FAULT_ROUNDS ?? 120),
  /** A test key of an account at Stripe, on which the provider's tests are run too. */
  stripeTestKey: process.env.STRIPE_TEST_KEY,
  /** How many random sequences of money are gone through, and from which seed. */
  sequences: Number(process.env.SEQUENCES ?? 12),
  seed: process.env.SEED === undefined ? undefined : Number(process.env.SEED),
}
