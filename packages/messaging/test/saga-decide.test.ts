import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Course, type Direction, decide, type Happening } from '../src/saga/decide.ts'

const course: Course = {
  steps: [
    { name: 'reserve', canUndo: true, sends: 3 },
    { name: 'hold', canUndo: true, sends: 1 },
    { name: 'ship', canUndo: false, sends: 2 },
    { name: 'invoice', canUndo: false, sends: 2 },
  ],
}
const silence = (sends: number): Happening => ({ what: 'silence', sends })
const send = (step: string, direction: Direction, again = false) => ({
  go: 'send',
  status: direction === 'do' ? 'running' : 'compensating',
  step,
  direction,
  again,
})

describe('a saga', () => {
  const table: [string, string, Direction, Happening, object][] = [
    ['goes on when a step is done', 'reserve', 'do', { what: 'done' }, send('hold', 'do')],
    ['is completed after the last step', 'invoice', 'do', { what: 'done' }, { go: 'end', status: 'completed' }],
    [
      'has nothing to take back when the first step is refused',
      'reserve',
      'do',
      { what: 'refused' },
      { go: 'end', status: 'compensated' },
    ],
    ['takes back the step before the refused one', 'hold', 'do', { what: 'refused' }, send('reserve', 'undo')],
    ['goes on backwards', 'hold', 'undo', { what: 'done' }, send('reserve', 'undo')],
    [
      'is compensated when the first step is taken back',
      'reserve',
      'undo',
      { what: 'done' },
      { go: 'end', status: 'compensated' },
    ],
    ['sends the same command again after silence', 'reserve', 'do', silence(2), send('reserve', 'do', true)],
    [
      'takes back a step that stayed silent, whether or not it happened',
      'reserve',
      'do',
      silence(3),
      send('reserve', 'undo'),
    ],
    ['repeats an undo', 'reserve', 'undo', silence(9), send('reserve', 'undo', true)],
    [
      'asks a person when an undo is never answered',
      'reserve',
      'undo',
      silence(10),
      { go: 'suspend', reason: 'NO_REPLY' },
    ],
    [
      'asks a person when a step past the point of return stays silent',
      'ship',
      'do',
      silence(2),
      { go: 'suspend', reason: 'NO_REPLY' },
    ],
    [
      'cannot turn back past the point of return',
      'invoice',
      'do',
      { what: 'refused' },
      { go: 'suspend', reason: 'CANNOT_TAKE_BACK' },
    ],
  ]
  test.each(table)('%s', (_, step, direction, happening, expected) => {
    expect(decide(course, step, direction, happening)).toEqual(expected)
  })

  test('always comes to an end or to a person, and ends compensated only after every step it reached is taken back', () => {
    const happenings = fc.infiniteStream(fc.constantFrom('done', 'done', 'refused', 'silence'))
    const courses = fc.array(fc.record({ canUndo: fc.boolean(), sends: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(courses, happenings, (shapes, stream) => {
        const steps = shapes.map((shape, index) => ({ ...shape, name: `step ${index}` }))
        const taken = new Set<string>()
        let at: { step: string; direction: Direction } = { step: 'step 0', direction: 'do' }
        let sends = 1
        for (let turn = 0; turn < 200; turn += 1) {
          const picked = stream.next().value
          const what = at.direction === 'undo' && picked === 'refused' ? 'done' : picked
          const happening = what === 'silence' ? silence(sends) : { what }
          if (at.direction === 'do' && what === 'done') taken.add(at.step)
          if (at.direction === 'undo' && what === 'done') taken.delete(at.step)
          const decision = decide({ steps }, at.step, at.direction, happening as Happening)
          if (decision.go === 'suspend') return
          if (decision.go === 'end') {
            expect(taken.size).toBe(decision.status === 'completed' ? steps.length : 0)
            return
          }
          sends = decision.again ? sends + 1 : 1
          at = decision
        }
        throw new Error('the saga goes on for ever')
      }),
      { numRuns: 500 },
    )
  })
})
