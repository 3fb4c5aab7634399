import { foldWidth } from '../forms/text.ts'

/** Words on a seal that are not part of the name: 合同专用章, 技术合同专用章（1）, 公章. */
const SEAL_WORDS = /\(?(?:技术)?(?:合同|业务|行政|投标)?(?:专用)?(?:公?章|印)\)?$/
const NUMBER = /\(\d{1,2}\)$/

/** A name as it is compared: one width, no spaces, one kind of bracket. */
function plain(text: string): string {
  return foldWidth(text.normalize('NFKC')).replace(/\s+/gu, '').replaceAll('（', '(').replaceAll('）', ')')
}

/** The name on a seal: what is left without the words for the kind and the number of the seal. */
export function nameOnSeal(sealText: string): string {
  return plain(sealText).replace(NUMBER, '').replace(SEAL_WORDS, '')
}

/** Whether the seal bears another name than the registered one (domain/contracts.md, bad input: seal name differs). */
export function sealDiffers(registeredName: string, sealText: string): boolean {
  const registered = plain(registeredName)
  return plain(sealText) !== registered && nameOnSeal(sealText) !== registered
}
