/** Opens the outside world for the server and the command line: database, clock, randomness, log, field key. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Config } from './config.ts'
import type { Deps } from './context.ts'
import { openDatabase } from './db/client.ts'
import { type OpenedPayments, openPayments, paymentSettings } from './features/payments/index.ts'
import { createOutbound } from './feed/outbound.ts'
import type { FeedSettings } from './feed/settings.ts'
import { createFieldCipher } from './lib/field-cipher.ts'
import { createLogger } from './lib/logger.ts'
import { createRandom } from './lib/random.ts'
import { repositoryRoot } from './repository-root.ts'

/** Throws FolderLockedError when another process holds DATA_DIR. */
export const openDeps = async (config: Config): Promise<Deps> => {
  const dataDir = dataDirOf(config)
  const database = await openDatabase({
    url: config.databaseUrl,
    folder: config.databaseUrl === undefined ? path.join(dataDir, 'pglite') : undefined,
    migrations: path.join(repositoryRoot, 'server', 'src', 'db', 'migrations'),
  })
  return {
    database,
    clock: () => new Date(),
    random: createRandom(),
    logger: createLogger(config.logLevel),
    cipher: createFieldCipher(config.fieldKey ?? readFieldKey(dataDir)),
    publicUrl: config.publicUrl,
  }
}

/** Payment channels of the configuration. Throws for settings that cannot be read or must not be used. */
export const openPaymentsOf = async (config: Config, deps: Deps): Promise<OpenedPayments> => {
  const { paymentsFile } = config
  return openPayments(
    {
      production: config.production,
      demo: config.demo,
      gateway: config.paymentGateway,
      combined: config.combinedPayments,
      publicUrl: config.publicUrl,
      settings:
        paymentsFile === undefined ? undefined : paymentSettings.parse(JSON.parse(readFileSync(paymentsFile, 'utf8'))),
      journalFile: path.join(dataDirOf(config), 'local-gateway.jsonl'),
    },
    deps.clock,
  )
}

/** How this installation takes part in feeds. */
export const openFeedOf = ({ publicUrl, platform, forwardUrl, feedPrivateAddresses }: Config): FeedSettings => ({
  publicUrl,
  platform,
  forwardUrl,
  allowPrivate: feedPrivateAddresses,
  outbound: createOutbound({ allowPrivate: feedPrivateAddresses }),
})

const dataDirOf = (config: Config): string => path.resolve(config.dataDir ?? path.join(repositoryRoot, '.data'))

/** A key made on first use and kept beside the data; production should pass FIELD_KEY from its secret store instead. */
const readFieldKey = (dataDir: string): string => {
  const file = path.join(dataDir, 'field.key')
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}
