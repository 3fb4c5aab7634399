import { timeText } from '../../helpers/format.ts'
import { FormDialog } from '../FormDialog.tsx'
import type { Applicant, LotView } from './types.ts'

const OVER: readonly string[] = ['awarded', 'concluded', 'unsold', 'defaulted', 'unsigned', 'withdrawn']

/** Applications as far as the viewer may read them: the seller all, others their own. */
export function Applicants({ lot }: { readonly lot: LotView }) {
  if (lot.applicants.length === 0) return null
  return (
    <section className="card" aria-label="受让申请">
      <h2>{lot.isOwner ? '受让申请' : '本单位的受让申请'}</h2>
      <ul className="plain stack">
        {lot.applicants.map((one) => (
          <li key={one.id} className="listitem stack-s">
            <div>
              <strong>{one.org}</strong> 代号 <span className="num">{one.alias}</span> ·{' '}
              <span className="soft num">{timeText(one.at)}</span> · {wordText(one)}
            </div>
            <div className="soft small">
              <a href={`/api/v1/files/${one.depositFileId}`} target="_blank" rel="noreferrer">
                保证金凭证
              </a>{' '}
              退还账户：{one.depositAccount}
              {one.priorityBasis !== null && ` · 主张优先受让权：${one.priorityBasis}`}
              {one.priorityFileId !== null && (
                <>
                  {' '}
                  <a href={`/api/v1/files/${one.priorityFileId}`} target="_blank" rel="noreferrer">
                    证明
                  </a>
                </>
              )}
              {one.related === '有关联关系' && ` · 申报关联关系：${one.relatedNote ?? ''}`}
            </div>
            {lot.isOwner && <Hands lot={lot} one={one} />}
            {one.returnBy !== null && (
              <div className="soft small num">保证金应在 {timeText(one.returnBy)} 前退还</div>
            )}
            {one.deposit && (
              <div className="soft small">
                {one.deposit.kept ? '保证金不予退还' : `保证金已退还，凭证号 ${one.deposit.receipt}`}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function wordText({ word }: Applicant): string {
  if (!word) return '待转让方答复'
  if (!word.admitted) return `没有通过：${word.reason}`
  return word.priority ? '已通过，享有优先受让权' : '已通过'
}

function Hands({ lot, one }: { readonly lot: LotView; readonly one: Applicant }) {
  const path = `/lots/${lot.id}/applications/${one.id}`
  const isOver = OVER.includes(lot.state) || one.word?.admitted === false
  return (
    <div className="row">
      {!one.word && !OVER.includes(lot.state) && (
        <FormDialog
          title="答复申请"
          small
          label={`答复${one.org}的申请`}
          form="lot-admission"
          path={`${path}/admission`}
          initial={{ admitted: true }}
          submitTitle="确认答复"
          next="申请人会收到消息。"
        />
      )}
      {isOver && !one.deposit && (
        <FormDialog
          title="登记保证金去向"
          small
          label={`登记${one.org}的保证金去向`}
          form="lot-deposit"
          path={`${path}/deposit`}
          next="款项在平台以外退还，这里只登记凭证。"
        />
      )}
    </div>
  )
}
