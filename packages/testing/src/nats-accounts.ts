import { createNatsUsers, type NatsAccount } from '@erp/local'

/** More than the test files that run at the same time; files give their account back when they end. */
const accountCount = 8

/** Accounts that are alike and do not see each other. */
export function createAccounts(): NatsAccount[] {
  return Array.from({ length: accountCount }, (_, index) => createAccount(`TEST_${index + 1}`))
}

/** One account with a user for each service, the provisioner, and an `admin` for the tests themselves. */
export function createAccount(name: string): NatsAccount {
  return { name, users: createNatsUsers(['admin']) }
}
