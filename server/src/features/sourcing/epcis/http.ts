/**
 * The REST binding of EPCIS 2.0 under /epcis/v2. Not in the route table: paths, headers, media types and the form of
 * errors are the standard's. A key names its market; a person names it by `market` in the query or has only one.
 */
import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Access } from '@smart-market/shared/route.ts'
import type { Ctx, Deps } from '../../../context.ts'
import { withTransaction } from '../../../context.ts'
import { AppError } from '../../../errors.ts'
import { authorise } from '../../../http/access.ts'
import { authenticate } from '../../../http/authenticate.ts'
import type { HttpEnv } from '../../../http/mount.ts'
import { acceptCapture, captureLimits, eventsOf, type Problem, problem, runCapture } from './capture.ts'
import { createDocumentCheck, eventTypes } from './document-schema.ts'
import { findCapture } from './event-store.ts'
import { findEvents, QueryProblem } from './query.ts'

const senders: Access = { scope: 'market', roles: ['market_staff', 'market_operator'], keys: ['epcis:write'] }
const readers: Access = {
  scope: 'market',
  roles: ['market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
  keys: ['epcis:read', 'feed:read'],
}
const versions = {
  'GS1-EPCIS-Version': '2.0.0',
  'GS1-CBV-Version': '2.0.0',
  'GS1-EPCIS-Min': '2.0.0',
  'GS1-EPCIS-Max': '2.0.0',
  'GS1-CBV-Min': '2.0.0',
  'GS1-CBV-Max': '2.0.0',
}

export const mountEpcis = (app: Hono<HttpEnv>, deps: Deps): void => {
  const check = createDocumentCheck()

  const answer = (
    c: Context,
    body: string | null,
    status: 200 | 202 | 204,
    headers: Record<string, string> = {},
  ): Response => {
    for (const [name, value] of Object.entries({ ...versions, ...headers })) c.header(name, value)
    if (body === null) return c.body(null, status as 204)
    c.header('content-type', headers['content-type'] ?? 'application/ld+json')
    return c.body(body, status as 200)
  }
  const fail = (c: Context, error: Problem): Response => {
    for (const [name, value] of Object.entries(versions)) c.header(name, value)
    c.header('content-type', 'application/problem+json')
    return c.body(JSON.stringify(error), error.status as 400)
  }
  const guarded =
    (access: Access, work: (c: Context<HttpEnv>, ctx: Ctx) => Promise<Response>) =>
    async (c: Context<HttpEnv>): Promise<Response> => {
      try {
        const now = deps.clock()
        const actor = await authenticate(deps, c, now)
        const only = actor.kind === 'user' ? actor.memberships.filter((m) => m.marketId !== null) : []
        const marketId =
          actor.kind === 'key'
            ? actor.marketId
            : (c.req.query('market') ?? (only.length === 1 ? only[0]?.marketId : null) ?? '')
        const admitted = await authorise(deps, access, actor, marketId)
        return await work(c, { deps, actor, ...admitted, requestId: c.get('requestId'), now })
      } catch (error) {
        if (error instanceof QueryProblem)
          return fail(c, problem('QueryParameterException', 400, 'Bad query', error.message))
        if (!(error instanceof AppError)) throw error
        const type = error.status === 401 || error.status === 403 ? 'SecurityException' : 'NoSuchResourceException'
        return fail(c, problem(type, error.status, error.code, error.message))
      }
    }

  const options = (c: Context): Response =>
    answer(c, null, 204, {
      allow: 'OPTIONS, GET, POST',
      'GS1-EPCIS-Capture-Limit': String(captureLimits.events),
      'GS1-EPCIS-Capture-File-Size-Limit': String(captureLimits.bytes),
      'GS1-Capture-Error-Behaviour': 'rollback,proceed',
    })
  app.options('/epcis/v2/capture', options)
  app.options('/epcis/v2/events', options)

  app.post(
    '/epcis/v2/capture',
    bodyLimit({
      maxSize: captureLimits.bytes,
      onError: (c) =>
        fail(c, problem('CaptureLimitExceededException', 413, 'Too large', `At most ${captureLimits.bytes} bytes`)),
    }),
    guarded(senders, async (c, ctx) => {
      const mediaType = c.req.header('content-type') ?? ''
      if (!/^application\/(ld\+)?json\b/i.test(mediaType))
        return fail(
          c,
          problem(
            'UnsupportedMediaType',
            415,
            'Unsupported media type',
            'Send application/ld+json or application/json',
          ),
        )
      const text = await c.req.text()
      let document: unknown
      try {
        document = JSON.parse(text)
      } catch (error) {
        return fail(c, problem('ValidationException', 400, 'Not JSON', error instanceof Error ? error.message : ''))
      }
      const wrong = check(document)[0]
      if (wrong !== undefined)
        return fail(c, problem('ValidationException', 400, 'Document is not valid', `${wrong.place}: ${wrong.message}`))
      if (eventsOf(document as Record<string, unknown>).length > captureLimits.events)
        return fail(
          c,
          problem('CaptureLimitExceededException', 413, 'Too many events', `At most ${captureLimits.events} events`),
        )
      const behaviour = c.req.header('gs1-capture-error-behaviour') === 'proceed' ? 'proceed' : 'rollback'
      const captureId = await acceptCapture(ctx, text, behaviour)
      // The answer does not wait for the job; what fails here is taken up again by resumeCaptures.
      setImmediate(() => {
        runCapture(deps, ctx.marketId ?? '', captureId, check).catch((error: unknown) =>
          deps.logger.error({ err: error, captureId }, 'epcis capture failed'),
        )
      })
      return answer(c, null, 202, { location: `/epcis/v2/capture/${captureId}` })
    }),
  )

  app.get(
    '/epcis/v2/capture/:captureId',
    guarded(senders, async (c, ctx) => {
      const captureId = c.req.param('captureId') ?? ''
      const capture = await withTransaction(ctx, (tx) => findCapture(tx, ctx.marketId ?? '', captureId))
      if (capture === undefined) return fail(c, problem('NoSuchResourceException', 404, 'No such capture', captureId))
      const running = capture.finishedAt === null
      return answer(
        c,
        JSON.stringify({
          captureID: captureId,
          createdAt: capture.createdAt.toISOString(),
          ...(running ? {} : { finishedAt: capture.finishedAt?.toISOString() }),
          running,
          success: running ? true : capture.success,
          captureErrorBehaviour: capture.errorBehaviour,
          errors: capture.errors,
        }),
        200,
        { 'content-type': 'application/json' },
      )
    }),
  )

  const events = (query: (c: Context<HttpEnv>) => Record<string, string>) =>
    guarded(readers, async (c, ctx) => {
      const { market: _, ...given } = c.req.query()
      const wanted = { ...given, ...query(c) }
      const page = await findEvents(ctx, wanted)
      // Bodies are spliced in as they were sent: a number's form survives.
      const head = JSON.stringify({
        '@context': page.contexts,
        type: 'EPCISQueryDocument',
        schemaVersion: '2.0',
        creationDate: ctx.now.toISOString(),
      }).slice(0, -1)
      const body = `${head},"epcisBody":{"queryResults":{"queryName":"SimpleEventQuery","resultsBody":{"eventList":[${page.bodies.join(',')}]}}}}`
      if (page.nextPageToken === undefined) return answer(c, body, 200)
      const next = new URLSearchParams({ ...c.req.query(), nextPageToken: page.nextPageToken })
      return answer(c, body, 200, { link: `<${c.req.path}?${next.toString()}>; rel="next"` })
    })
  app.get(
    '/epcis/v2/events',
    events(() => ({})),
  )
  app.get('/epcis/v2/eventTypes', (c) =>
    answer(c, JSON.stringify({ '@context': [], type: 'Collection', member: eventTypes }), 200),
  )
  app.get(
    '/epcis/v2/eventTypes/:type/events',
    events((c) => ({ eventType: c.req.param('type') ?? '' })),
  )
  app.get(
    '/epcis/v2/epcs/:epc/events',
    events((c) => ({ MATCH_anyEPC: encodeURIComponent(c.req.param('epc') ?? '') })),
  )
  app.get(
    '/epcis/v2/bizSteps/:step/events',
    events((c) => ({ EQ_bizStep: encodeURIComponent(c.req.param('step') ?? '') })),
  )
  app.get('/epcis/v2/events/:eventId', async (c) => {
    const found = await events((at) => ({ EQ_eventID: encodeURIComponent(at.req.param('eventId') ?? '') }))(c)
    if (found.status !== 200) return found
    const document = (await found.clone().json()) as {
      epcisBody: { queryResults: { resultsBody: { eventList: unknown[] } } }
    }
    if (document.epcisBody.queryResults.resultsBody.eventList.length > 0) return found
    return fail(c, problem('NoSuchResourceException', 404, 'No such event', c.req.param('eventId') ?? ''))
  })
}
