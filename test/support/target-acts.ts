import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** The acts on targets (§3.9): a unit's own, and a change that waits for its group. */
export function targetActs(world: BusyWorld): Acts {
  const { leader, coordinator, unit, group } = world
  const change = { params: { changeId: world.targetChangeId } }
  return {
    'assistance.saveTarget': {
      as: leader,
      body: {
        ...{ organisationId: unit.id, year: 2026, measure: 'money', amount: 2_000 },
        ...{ reason: '追加任务', document: { name: '帮扶工作会纪要' } },
      },
    },
    'assistance.splitTarget': {
      as: coordinator,
      params: { groupId: group.id },
      body: {
        ...{ year: 2028, measure: 'money', reason: '按人数分解' },
        parts: [{ unitId: unit.id, shareBasisPoints: 10_000 }],
      },
    },
    'assistance.answerTargetChange': [
      { about: 'confirm', as: coordinator, ...change, body: { answer: 'confirm' } },
      { about: 'decline', as: coordinator, ...change, body: { answer: 'decline', reason: '不减' } },
      { about: 'withdraw', as: leader, ...change, body: { answer: 'withdraw' } },
    ],
  }
}
