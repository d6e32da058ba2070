/** A complaint on the shopper's phone, in the real WeChat build. */
import { expect, test } from 'vitest'
import { complaintRoutes } from '@smart-market/shared/contracts/complaints.ts'
import { onMiniProgram, shows, tap } from './stage.ts'

const { server, start } = onMiniProgram()
const code = 'DEMO-7K2M9P4QXZ3D'
const address = `/api/v1/public/complaints/${code}`
const answer = (state: 'received' | 'withdrawn') =>
  complaintRoutes.lookUpComplaint.output?.parse({
    marketName: '演示农贸市场',
    category: 'weight',
    state,
    step: state === 'received' ? 'merchant' : 'none',
    stallCode: 'A-003',
    receivedAt: '2026-11-22T01:30:00Z',
    outcome: null,
    clocks: [],
    moves: [],
    photoCount: 0,
    asOf: '2026-11-22T01:30:00Z',
  })

test('a complaint is withdrawn only by who says so twice, and its code is copied as it is', async () => {
  server.spoil(address, answer('received'))
  const mini = start(`packages/shop/case/index?code=${code}&kind=complaint`)
  await shows(mini, '等摊主答复')
  expect(mini.find('#case-code')?.textContent).toBe(code)
  expect(mini.all('#case-code .code-group').map((group) => group.textContent)).toEqual(['7K2M', '9P4Q', 'XZ3D'])
  await tap(mini, '#withdraw')
  await shows(mini, '不能再恢复')
  await tap(mini, '#withdraw-no')
  await mini.until(() => !mini.text().includes('不能再恢复'), 'the question gone')
  expect(server.asked.filter((asked) => asked.endsWith('/moves'))).toEqual([])
  await tap(mini, '#withdraw')
  server.spoil(`${address}/moves`, answer('withdrawn'))
  server.spoil(address, answer('withdrawn'))
  await tap(mini, '#withdraw-yes')
  await shows(mini, '已撤回')
  expect(server.asked.filter((asked) => asked.endsWith('/moves'))).toHaveLength(1)
  expect(mini.errors).toEqual([])
})
