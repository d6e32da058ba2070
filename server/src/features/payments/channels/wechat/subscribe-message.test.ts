import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wechatMessageKinds } from '@smart-market/shared/contracts/wechat.ts'
import { paymentSettings } from '../../settings.ts'
import { messageTemplates, readMessageAnswer } from './subscribe-message.ts'

interface Declared {
  readonly name: string
  readonly use: string
  readonly privacy: string | null
}

describe('what WeChat says to a message', () => {
  it.each([
    [{ errcode: 0, errmsg: 'ok' }, 'sent'],
    [{ errcode: -1 }, 'not_sent'],
    [{ errcode: 45009 }, 'not_sent'],
    [{ errcode: 45011 }, 'not_sent'],
    [{ errcode: 43101 }, 'withdrawn'],
    [{ errcode: 47003 }, 'wrong'],
    [{ errcode: 40037 }, 'wrong'],
    [{ errcode: 99999 }, 'wrong'],
    [{ hello: 1 }, 'unknown'],
    [undefined, 'unknown'],
  ])('takes %j for %s', (body, state) => {
    expect(readMessageAnswer(body).state).toBe(state)
  })
})

describe('the configuration of templates', () => {
  it.each([
    ['an unknown kind', { order_lost: { templateId: 't', fields: { thing1: 'tip' } } }],
    ['a key that WeChat does not give', { order_ready: { templateId: 't', fields: { text: 'tip' } } }],
    ['a template without keys', { order_ready: { templateId: 't', fields: {} } }],
    ['a field that there is not', { order_ready: { templateId: 't', fields: { thing1: 'phone' } } }],
    ['a field that this kind cannot say', { complaint_answered: { templateId: 't', fields: { amount1: 'amount' } } }],
  ])('refuses %s', (_, templates) => {
    expect(messageTemplates.safeParse(templates).success).toBe(false)
  })
  it('takes some kinds and leaves the others off', () => {
    const read = messageTemplates.parse({ order_ready: { templateId: 't', fields: { thing1: 'stall', time2: 'at' } } })
    expect(Object.keys(read)).toEqual(['order_ready'])
  })
})

describe('the operator’s page about the mini-program', () => {
  const page = readFileSync(new URL('../../../../../../docs/runbook/mini-program.md', import.meta.url), 'utf8')

  it('shows settings that the server takes', () => {
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const settings = paymentSettings.parse(JSON.parse(example))
    expect(Object.keys(settings.miniProgram?.messages ?? {})).toEqual(['order_ready', 'new_order'])
  })

  it('lists every kind of message, and every personal information that the mini-program asks for', () => {
    for (const kind of wechatMessageKinds) expect(page).toContain(`\`${kind}\``)
    const file = new URL('../../../../../../miniapp/permissions.json', import.meta.url)
    const declared = JSON.parse(readFileSync(file, 'utf8')) as Record<'apis' | 'openTypes', Declared[]>
    for (const { name, use, privacy } of [...declared.apis, ...declared.openTypes])
      if (privacy !== null) expect(page).toContain(`| ${privacy} | \`${name}\` | ${use} |`)
  })
})
