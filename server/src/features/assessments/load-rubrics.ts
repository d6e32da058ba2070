import zhengzhou from '@smart-market/rubrics/definitions/zhengzhou-2021/rubric.json' with { type: 'json' }

export const x: unknown = zhengzhou
