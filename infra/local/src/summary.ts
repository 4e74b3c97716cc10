import type { StackFile } from './stack-file.ts'

function publicWords(gatewayUrl: string): string {
  return gatewayUrl.startsWith('https:')
    ? 'Clients of the gateway believe the same authority.'
    : 'The gateway answers this machine in plain HTTP; GATEWAY_HTTPS=on encrypts that too.'
}

/** The block that `npm start` ends with: everything a person needs to begin. */
export function describeStack(stack: StackFile): string {
  const logins = stack.logins.map(
    ({ job, username, password, companyCode }) =>
      `  ${job.padEnd(14)} ${username.padEnd(12)} ${password}${companyCode ? `   company ${companyCode}` : ''}`,
  )
  const databases = Object.values(stack.databases).map(({ name, report }) => `  ${name.padEnd(16)} ${report}`)
  return `
────────────────────────────────────────────────────────────────────────────────
GraphQL      ${stack.graphqlUrl}
GraphiQL     ${stack.graphiqlUrl}

Logins (job, username, password)
${logins.join('\n')}

Databases (read only; set app.company_ids to see a company's rows)
${databases.join('\n')}
NATS         ${stack.natsUrl}
Encryption   TLS between all processes; authority ${stack.authorityFile}
             ${publicWords(stack.gatewayUrl)}
Logs         ${stack.logDirectory}
All of this  .local/stack.json

${stack.queries.map(({ title, text }, index) => `${index + 1}. ${title}\n${text}`).join('\n\n')}

Stop: Ctrl-C here or "npm stop".   State of the processes: "npm run status".
Begin again with nothing: "npm run reset".
────────────────────────────────────────────────────────────────────────────────
`
}
