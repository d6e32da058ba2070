/** The operator says where the market's beacons hang, and a phone's map knows them at once. */
import { expect, it } from 'vitest'
import { keepPicture, settled } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { pageFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const uuid = 'FDA50693-A4E2-4FB1-AFCF-C6EB07647825'

const { demo, enter } = onDemo()

it('beacons are registered beside stalls, found, corrected and taken away', async () => {
  const { page, home, takeProblems, close } = await enter('operator')
  await page.goto(`${home}/ledger/floor-plan?view=beacons`)
  await page.getByText('还没有登记信标').waitFor()
  await keepPicture(page, 'beacons/none')
  const register = async (major: string, minor: string, stall: string) => {
    await page.getByRole('button', { name: '登记信标' }).click()
    await page.getByLabel('UUID').fill(uuid)
    await page.getByLabel('Major').fill(major)
    await page.getByLabel('Minor').fill(minor)
    await page.getByLabel('挂在哪里').fill(stall)
    await page.getByTitle(`摊位 ${stall}`).last().click()
    await page.getByRole('button', { name: /保\s?存/ }).click()
  }
  await register('1', '7', 'A-01')
  await page.getByRole('cell', { name: '1 - 7', exact: true }).waitFor()
  await register('1', '8', 'D-03')
  await page.getByRole('cell', { name: '1 - 8', exact: true }).waitFor()
  await settled(page)
  expect(await pageFaults(page)).toEqual([])
  await keepPicture(page, 'beacons/list')
  await register('1', '8', 'B-01')
  await page.getByText('这个信标已经登记过了').waitFor()
  await keepPicture(page, 'beacons/twice')
  await page.getByRole('button', { name: /取\s?消/ }).click()
  await page.getByPlaceholder('搜索编号、摊位、分区').fill('D-03')
  await page.getByRole('cell', { name: '1 - 7', exact: true }).waitFor({ state: 'detached' })

  const { beacons } = await clientOf(demo.url).getPublicPlanGeometry({ params: { marketCode: 'ZZDEMO' } })
  expect(beacons.map(({ major, minor }) => [major, minor]).sort()).toEqual([
    [1, 7],
    [1, 8],
  ])
  await page.getByRole('button', { name: /^去\s?掉$/ }).click()
  await page
    .getByRole('button', { name: /^去\s?掉$/ })
    .last()
    .click()
  await page.getByRole('cell', { name: '1 - 8', exact: true }).waitFor({ state: 'detached' })
  expect(takeProblems()).toEqual([])
  await close()
})
