/** The environment, parsed once. main.ts hands it in; nothing else reads process.env. */
import { z } from 'zod'

const environment = z
  .object({
    PORT: z.coerce.number('应为数字').int().min(0).max(65_535).default(8080),
    /** Folder of the embedded database and of the field key. Default: `.data` in the product's own folder. */
    DATA_DIR: z.string().min(1).optional(),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, '应以 postgres:// 开头')
      .optional(),
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    /** 32 bytes in hex. Encrypts ID numbers. Without it a key file is made in DATA_DIR. */
    FIELD_KEY: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, '应为 64 位十六进制')
      .optional(),
    /** `auto`: an empty database gets the demo market, except in production. */
    DEMO: z.enum(['auto', 'on', 'off']).default('auto'),
    /** Address of the server for shoppers' browsers and payment callbacks. Default: http://localhost and the port. */
    PUBLIC_URL: z
      .url('应为完整网址')
      .transform((url) => url.replace(/\/$/, ''))
      .optional(),
    /** JSON file with the merchant settings of WeChat Pay and Alipay. */
    PAYMENTS_FILE: z.string().min(1).optional(),
    /** `auto`: the local gateway in demo mode when no PAYMENTS_FILE is given; never in production. */
    PAYMENTS: z.enum(['auto', 'local', 'off']).default('auto'),
    /** `on`: one WeChat payment for all stalls of a checkout (合单支付); needs that permission at WeChat Pay. */
    COMBINED_PAYMENTS: z.enum(['on', 'off']).default('off'),
    /** Runs the server as a district or city platform that takes over the feeds of markets. */
    PLATFORM: z.enum(['district', 'city']).optional(),
    PLATFORM_NAME: z.string().trim().min(1).max(60).optional(),
    /** Address of the platform above, to which a district passes everything on. */
    FORWARD_URL: z
      .url('应为完整网址')
      .transform((url) => url.replace(/\/$/, ''))
      .optional(),
    /** `on`: feeds may go to addresses inside private networks and by http. `auto`: outside production only. */
    FEED_PRIVATE_ADDRESSES: z.enum(['auto', 'on', 'off']).default('auto'),
  })
  .transform((env) => ({
    port: env.PORT,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
    fieldKey: env.FIELD_KEY,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    paymentsFile: env.PAYMENTS_FILE,
    paymentGateway: env.PAYMENTS,
    combinedPayments: env.COMBINED_PAYMENTS === 'on',
    platform:
      env.PLATFORM === undefined
        ? null
        : {
            level: env.PLATFORM,
            name: env.PLATFORM_NAME ?? (env.PLATFORM === 'city' ? '市级监管平台' : '区级监管平台'),
          },
    forwardUrl: env.FORWARD_URL ?? null,
    feedPrivateAddresses:
      env.FEED_PRIVATE_ADDRESSES === 'on' || (env.FEED_PRIVATE_ADDRESSES === 'auto' && env.NODE_ENV !== 'production'),
    // A platform is no market: it gets the demo market only when somebody says so.
    demo: env.DEMO === 'on' || (env.DEMO === 'auto' && env.NODE_ENV !== 'production' && env.PLATFORM === undefined),
  }))
export type Config = z.output<typeof environment>

/** Throws Error whose message names each wrong variable; empty strings count as unset. */
export const parseConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, v]) => v !== '')))
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `环境变量 ${issue.path.join('.')}：${issue.message}`)
  throw new Error(lines.join('\n'))
}
