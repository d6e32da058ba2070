import { fileURLToPath } from 'node:url'

/** The repository. This file is bundled to server/dist and lies in server/src: both are one level below server. */
export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))
