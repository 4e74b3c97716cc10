import { migrate } from './migrate.ts'
import { services } from './repository.ts'
import { runningStack } from './stack-file.ts'

/** Applies what is missing to the five databases of the running system. `npm start` does the same by itself. */
const stack = runningStack()
if (!stack) {
  process.stderr.write('Nothing is running here; "npm start" migrates by itself.\n')
  process.exit(1)
}
for (const service of services) {
  const applied = await migrate(service, stack.databases[service].owner)
  process.stdout.write(`${service}: ${applied.length > 0 ? applied.join(', ') : 'nothing to do'}\n`)
}
