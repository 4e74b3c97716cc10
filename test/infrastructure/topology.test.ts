import { allContracts } from '@erp/contracts'
import { consumers, conversations, streams } from '@erp/local'
import { expect, test } from 'vitest'

const subjects = allContracts.map((contract) =>
  'aggregate' in contract
    ? `evt.${contract.service}.${contract.aggregate}`
    : `cmd.${contract.target}.${contract.command}`,
)

test('whoever is said to hear of an aggregate or to send a command finds it among the contracts', () => {
  const heard = consumers
    .flatMap(({ filterSubjects }) => filterSubjects)
    .filter((subject) => subject.startsWith('evt.'))
    .map((subject) => subject.replace(/\.>$/, ''))
  const sent = Object.values(conversations).flatMap(({ commands }) =>
    Object.entries(commands).flatMap(([target, names]) => names.map((name) => `cmd.${target}.${name}`)),
  )
  expect(heard.length).toBeGreaterThan(0)
  expect([...heard, ...sent].filter((subject) => !subjects.includes(subject))).toEqual([])
})

test('every command of the contracts has somebody who may send it', () => {
  const sent = Object.values(conversations).flatMap(({ commands }) =>
    Object.entries(commands).flatMap(([target, names]) => names.map((name) => `cmd.${target}.${name}`)),
  )
  expect(subjects.filter((subject) => subject.startsWith('cmd.') && !sent.includes(subject))).toEqual([])
})

test('no subject belongs to two streams and no durable is named twice on one', () => {
  const claimed = streams.flatMap((stream) => stream.subjects)
  expect(new Set(claimed).size).toBe(claimed.length)
  const names = consumers.map(({ stream, durable }) => `${stream}/${durable}`)
  expect(new Set(names).size).toBe(names.length)
})
