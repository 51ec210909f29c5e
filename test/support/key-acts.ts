import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** One act of every endpoint that writes keys of the open API, by each who may. */
export function keyActs({ leader, manager, official, admin, keyIds }: BusyWorld): Acts {
  const makers = { leader, manager, official, admin }
  const body = { name: '财务系统', scopes: ['catalogue:read'], expiresOn: '2026-12-31' }
  return {
    'accounts.createApiKey': Object.entries(makers).map(([about, as]) => ({ about, as, body })),
    'accounts.revokeApiKey': Object.entries(makers).map(([about, as]) => ({
      ...{ about, as },
      params: { keyId: keyIds[about as keyof typeof makers] },
    })),
  }
}
