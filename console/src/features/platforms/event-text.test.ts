import { expect, it } from 'vitest'
import page from '../../../../docs/generated/events.md?raw'
import { eventText } from './event-text.ts'

const types = [...page.matchAll(/^\| `([a-z_.]+)` \|/gm)].map(([, type]) => type ?? '')

it('every event of the feed is told in Chinese', () => {
  expect(types.length).toBeGreaterThan(100)
  expect(types.filter((type) => /[a-z]/i.test(eventText(type)))).toEqual([])
})
