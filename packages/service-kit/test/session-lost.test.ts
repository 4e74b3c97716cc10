import { isSessionLost } from '@erp/service-kit'
import { expect, test } from 'vitest'

const withCode = (code: string) => Object.assign(new Error('x'), { code })

test.each([
  withCode('57P01'),
  withCode('57P02'),
  withCode('57P03'),
  withCode('08006'),
  withCode('08003'),
  withCode('ECONNRESET'),
  withCode('EPIPE'),
  withCode('P1017'),
  new Error('Connection terminated unexpectedly'),
  new Error('Connection terminated due to connection timeout', { cause: new Error('Connection terminated') }),
  new Error('Client has encountered a connection error and is not queryable'),
  Object.assign(new Error('Prisma'), {
    code: 'P2010',
    meta: { driverAdapterError: { cause: { originalCode: '57P01' } } },
  }),
  Object.assign(new Error('Prisma'), { meta: { driverAdapterError: { cause: { kind: 'ConnectionClosed' } } } }),
])('a session was lost: %s', (error) => expect(isSessionLost(error)).toBe(true))

test.each([
  withCode('57014'),
  withCode('25P03'),
  withCode('40001'),
  withCode('23505'),
  withCode('P2034'),
  new TypeError('Connection is not a function'),
  'Connection terminated',
  undefined,
])('the work itself failed: %s', (error) => expect(isSessionLost(error)).toBe(false))
