import { provisionStreams } from './parts.ts'
import { loadSecrets } from './secrets.ts'
import { runningStack } from './stack-file.ts'

/** Compares the streams and durables of the running system with the topology; `--update` changes what differs. */
const natsUrl = process.env.NATS_URL ?? runningStack()?.natsUrl
if (!natsUrl) {
  process.stderr.write('Nothing is running here, and NATS_URL names no server.\n')
  process.exit(1)
}
try {
  const { created, updated } = await provisionStreams(
    natsUrl,
    loadSecrets().natsUsers,
    process.argv.includes('--update'),
  )
  const lines = [...created.map((name) => `created ${name}`), ...updated.map((name) => `updated ${name}`)]
  process.stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : 'Everything is as the topology says.\n')
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.stderr.write('"npm run provision -- --update" changes NATS to what the topology says.\n')
  process.exitCode = 1
}
