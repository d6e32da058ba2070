// `npm run market -- …`, `npm run docs:gen`, `npm run bench -- …`: builds the server quietly and runs one command.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { buildServer, install, main, root } from './toolchain.mjs'

await main(async () => {
  const [command = '', ...args] = process.argv.slice(2)
  // Answers of these commands are read by programs: steps go to standard error.
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  await install()
  await buildServer()
  process.stdout.write = write
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', path.join(root, 'server', 'dist', `${command}.mjs`), ...args],
    {
      cwd: process.env.INIT_CWD ?? root,
      stdio: 'inherit',
    },
  )
  child.once('exit', (code) => process.exit(code ?? 0))
})
