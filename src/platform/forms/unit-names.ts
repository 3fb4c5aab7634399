/** A unit's name as it is compared: width, brackets and spaces do not tell units apart. */
export function unitKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s()·.,-]/g, '')
    .toLowerCase()
}

/** Shorter names stand at the head of too many others to say that one is a part of the other. */
const LEAST_NAME = 4

/**
 * The same unit as one of these, or a school, department or institute of it: its name begins with the unit's and goes on
 * in words. `keys` are of `unitKey`.
 */
export function isWithin(keys: readonly string[], unit: string): boolean {
  const key = unitKey(unit)
  return keys.some((one) => {
    const [head, whole] = one.length <= key.length ? [one, key] : [key, one]
    if (head === whole) return head !== ''
    return head.length >= LEAST_NAME && whole.startsWith(head) && !/^\d/.test(whole.slice(head.length))
  })
}
