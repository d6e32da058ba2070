import { expect, it } from 'vitest'
import { firstSteps, workItems } from './model.ts'

const none = { zones: 0, stalls: 0, occupiedStalls: 0, merchants: 0, staffMembers: 0, devices: 0, devicesAlive: 0 }

it('shows what costs points first, and no work where there is none', () => {
  const items = workItems([
    { kind: 'expiring_documents', count: 3 },
    { kind: 'expired_documents', count: 1200 },
    { kind: 'silent_devices', count: 0 },
  ])
  expect(items.map((i) => [i.kind, i.count])).toEqual([
    ['expired_documents', '1,200 份'],
    ['expiring_documents', '3 份'],
  ])
})
it('opens the page with the filter applied', () => {
  expect(workItems([{ kind: 'missing_documents', count: 1 }])[0]?.target).toEqual({
    page: 'ledger',
    search: { documents: 'missing' },
  })
})
it('leads a new market through four steps until the first three are done', () => {
  expect(firstSteps(none)?.map((s) => s.done)).toEqual([false, false, false, false])
  expect(firstSteps({ ...none, stalls: 5 })?.map((s) => s.done)).toEqual([true, false, false, false])
  expect(firstSteps({ ...none, stalls: 5, zones: 1, devices: 1 })).toBeNull()
})
