/**
 * api.weixin.qq.com as the local gateway answers it: a labelled stand-in that gives every login code a made-up open id.
 * It knows no person, so a second code of the same phone is another payer.
 */
import { createHash } from 'node:crypto'

export const miniProgramSecret = 'local-demo-secret-of-no-value'

const answer = (body: object): Response =>
  // As WeChat does: JSON under text/plain.
  new Response(JSON.stringify(body), { headers: { 'content-type': 'text/plain' } })

export const createMiniProgramDesk = (appId: string) => {
  const used = new Set<string>()
  return {
    answer: async (request: Request): Promise<Response> => {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname !== '/sns/jscode2session') return new Response('', { status: 404 })
      if (searchParams.get('appid') !== appId) return answer({ errcode: 40013, errmsg: 'invalid appid' })
      if (searchParams.get('secret') !== miniProgramSecret)
        return answer({ errcode: 40125, errmsg: 'invalid appsecret' })
      const code = searchParams.get('js_code') ?? ''
      if (code === '' || searchParams.get('grant_type') !== 'authorization_code' || code.startsWith('invalid'))
        return answer({ errcode: 40029, errmsg: 'invalid code' })
      if (used.has(code)) return answer({ errcode: 40163, errmsg: 'code been used' })
      used.add(code)
      const openid = `local-demo-${createHash('sha256').update(code).digest('hex').slice(0, 17)}`
      return answer({ openid, session_key: 'bG9jYWwgZGVtbyBzZXNzaW9uIQ==' })
    },
  }
}
