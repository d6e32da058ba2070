import pino, { type Logger } from 'pino'

/** Structured log to standard output. Credentials are cut out wherever a caller might pass them. */
export const createLogger = (level: string): Logger =>
  pino({
    level,
    base: undefined,
    redact: {
      paths: [
        'password',
        '*.password',
        'secret',
        '*.secret',
        'token',
        '*.token',
        'authorization',
        '*.authorization',
        'cookie',
        '*.cookie',
      ],
      censor: '[removed]',
    },
  })
