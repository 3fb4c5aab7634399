/** English of the page that verifies evidence. */
export const englishLog = {
  核验存证: 'Verify evidence',
  '凭回执或叶子哈希，核对一条记录是否在存证公示账里、有没有被改过。':
    'With a receipt or a leaf hash, check that a record is in the evidence log and was not changed.',
  '平台上每一次办理都在提交的同时写下一条存证，并在一分钟内编入存证公示账。账只能往后加，改动、删除、倒签任何一条，账的根就对不上，任何人都能发现。':
    'Every act on this platform leaves a leaf at once, which enters the public evidence log within a minute. The log only grows: whoever changes, removes or back-dates one leaf changes its root, and anybody can see that.',
  '叶子哈希（64 位，印在公示、回执和证书上）': 'Leaf hash (64 signs, on notices, receipts and certificates)',
  查询: 'Look up',
  账名: 'Log',
  已编入: 'Entries',
  '{size} 条': '{size}',
  最近检查点: 'Last checkpoint',
  还没有: 'None yet',
  见证人: 'Witnesses',
  '没有独立见证人：目前只能证明账自身前后一致，不能证明平台没有给不同的人看不同的账。':
    'No independent witness: the log is shown to agree with itself, not that everybody is shown the same one.',
  核验一期公示: 'Verify a notice',
  '逐版核对：公示的文字、每次更正、开始和结束的时间，都要与存证公示账里的一致。':
    'Version by version: the text, every correction, the begin and the end must be those in the evidence log.',
  没有查到: 'Not found',
  '存证公示账里没有这个叶子哈希，请核对是否抄全。':
    'The evidence log has no such leaf hash; please check that it is complete.',
  '叶子哈希是 64 位的数字和小写字母 a 到 f，请核对是否抄全。':
    'A leaf hash is 64 digits and letters a to f; please check that it is complete.',
  '平台在 {at} 收到这条记录，正在编入存证公示账，请一分钟后再查。':
    'The record was received at {at} and is entering the log; ask again in a minute.',
  这条记录在存证公示账里: 'This record is in the evidence log',
  记录时间: 'Recorded at',
  位置: 'Place',
  '{size} 条中的第 {index} 条（从 0 数起）': 'number {index} of {size}, counted from 0',
  看证明的原文: 'Show the proof itself',
  '记录的内容（个人信息和办理内容只留加盐的承诺）':
    'The entry (persons and contents only as salted commitments)',
  签名的检查点: 'Signed checkpoint',
  从记录到根的路径: 'Path from the entry to the root',
  在自己的浏览器里核验: 'Verify in your own browser',
  '由您的浏览器重新计算，不必相信平台给出的结论。':
    'Your browser computes it again; you need not believe the platform.',
  开始核验: 'Verify',
  '这需要浏览器运行脚本；也可以用下面的命令行核验。':
    'This needs scripts in the browser; the command line below does the same.',
  '粘贴回执、证明或叶子哈希': 'Paste a receipt, a proof or a leaf hash',
  或打开文件: 'Or open a file',
  核验: 'Check',
  用命令行核验: 'Verify on the command line',
  '核验工具不含平台的任何代码，只需 Node.js 24 和源代码里的 src/verify 文件夹：':
    'The verifier shares no code with the platform; it needs Node.js 24 and the folder src/verify of the source:',
  '公示账按 C2SP tlog-tiles 公开：': 'The log is public as C2SP tlog-tiles: ',
}
