import { auditLog } from './db/schema/identity.ts'
import { type Actor, type Ctx, newId, type Tx } from './context.ts'

export interface AuditInput {
  /** `entity.verb` */
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  /** One Chinese sentence without personal data beyond names. */
  readonly summary: string
  readonly details?: unknown
}

/** Writes who did what, in the transaction of the deed itself. */
export const appendAudit = async (ctx: Ctx, tx: Tx, entry: AuditInput): Promise<void> => {
  const { id, name } = identify(ctx.actor)
  await tx.insert(auditLog).values({
    marketId: ctx.marketId ?? '-',
    auditId: newId(ctx, 'auditEntry'),
    at: ctx.now,
    actorKind: ctx.actor.kind,
    actorId: id,
    actorName: name,
    actorRole: ctx.role ?? '',
    action: entry.action,
    subjectKind: entry.subjectKind,
    subjectId: entry.subjectId,
    summary: entry.summary,
    details: entry.details ?? null,
    requestId: ctx.requestId,
  })
}

const identify = (actor: Actor): { id: string; name: string } => {
  switch (actor.kind) {
    case 'user':
      return { id: actor.userId, name: actor.displayName }
    case 'key':
      return { id: actor.apiKeyId, name: actor.name }
    case 'device':
      return { id: actor.deviceId, name: `设备 ${actor.code}` }
    case 'anonymous':
      return { id: '', name: '未登录' }
    case 'system':
      return { id: actor.name, name: '系统' }
  }
}

/** Name of the actor for a record's "by" column. */
export const actorName = (ctx: Ctx): string => identify(ctx.actor).name
