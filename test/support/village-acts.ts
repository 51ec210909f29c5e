import { abolished, type BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

const reason = '照片不是这个村的'

/** What is written of villages, and what is proposed for their pages. */
export function villageActs(world: BusyWorld): Acts {
  const { unit, leader, manager, official, admin } = world
  const proposal = { params: { proposalId: world.profileProposalId } }
  return {
    'villages.saveProfile': {
      as: official,
      params: { code: '500237222213' },
      body: { introduction: '悬崖上的村子', households: 90, photoFileId: null },
    },
    'villages.proposeProfile': {
      as: manager,
      body: { introduction: '绝壁上凿出路的村子', season: '脆李 6 月下旬至 7 月' },
    },
    'villages.decideProfileProposal': [
      { about: 'confirm', as: official, ...proposal, body: { decision: 'confirm' } },
      { about: 'return', as: official, ...proposal, body: { decision: 'return', reason } },
    ],
    'villages.withdrawProfileProposal': { as: manager, ...proposal },
    'villages.declareCapacity': {
      as: official,
      params: { code: '500237222213' },
      body: { produce: '脆李', seasonYear: 2026, capacityGrams: 1_000_000 },
    },
    'villages.saveBoundaries': {
      as: official,
      params: { code: '500237222' },
      body: { items: [{ code: '500237222213', rings: [[0, 0, 9, 0, 9, 9]] }] },
    },
    'villages.removeBoundaries': { as: official, params: { code: '500237222' } },
    'villages.recordSuccessor': {
      as: admin,
      params: { code: abolished.code },
      body: { successorCode: '500237222213' },
    },
    'notices.markRead': { as: leader, body: { noticeIds: [unit.id] } },
  }
}
