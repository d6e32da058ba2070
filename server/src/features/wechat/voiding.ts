/** Ends consents that hold no longer: the person switched messages off in WeChat, or works for the stall no more. */
import type { WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'
import { appendAudit } from '../../audit.ts'
import type { Ctx, Tx } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import * as store from './store.ts'

/** `kind` undefined: of every kind. */
export const voidConsents = async (
  ctx: Ctx,
  tx: Tx,
  person: store.Person,
  kind: WechatMessageKind | undefined,
): Promise<void> => {
  const kinds = await store.voidGrants(tx, person, kind, ctx.now)
  if (kinds.length === 0) return
  await appendAudit(ctx, tx, {
    action: 'message_grants.void',
    subjectKind: 'user',
    subjectId: person.userId,
    summary: `${kinds.length} 次没有用的微信通知同意作废`,
  })
  for (const one of new Set(kinds))
    await appendEvent(ctx, tx, 'message_grants.voided', {
      kind: one,
      count: kinds.filter((each) => each === one).length,
    })
}
