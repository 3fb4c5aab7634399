import type { Prepare } from '../ActionBar.tsx'
import type { ContractView } from './types.ts'

/** Signing is bound to the text that was shown: its version, its hash, and a code right before. */
export function contractPreparation(contract: ContractView): Prepare {
  const text = contract.documents.find((one) => one.version === contract.version)
  const hash = text ? { initial: { documentHash: text.sha256 }, hides: ['documentHash'] } : {}
  return (action) => {
    switch (action) {
      case 'consentElectronic':
        return { initial: { version: contract.version }, hides: ['version'] }
      case 'confirm':
        return text ? { ...hash, byCodeFor: text.matter } : {}
      case 'requestCertificate':
        return hash
      case 'inviteSigner':
        return { choices: { signatoryId: invitable(contract) } }
      case 'removeSigner':
        return { choices: { signerId: extraSigners(contract) } }
      case 'recordRight':
        return { choices: { rightKey: rightsAsked(contract) } }
      default:
        return {}
    }
  }
}

/** The own organisation, and natural persons; who have not signed yet. */
function invitable({ signatories }: ContractView) {
  const open = signatories.filter((one) => (one.mine || one.isPerson) && one.way === null)
  return Object.fromEntries(open.map((one) => [one.id, `${one.name}（${one.role}）`]))
}

/** Their key in the text is `signer:` and the identifier the action wants. */
function extraSigners({ signatories }: ContractView) {
  const extra = signatories.filter((one) => one.key.startsWith('signer:'))
  return Object.fromEntries(extra.map((one) => [one.key.slice('signer:'.length), one.name]))
}

function rightsAsked({ law }: ContractView) {
  const asked = law.rights.filter((right) => right.kind !== 'note')
  return Object.fromEntries(asked.map((right) => [right.key, `${right.holder}（${right.basis}）`]))
}
