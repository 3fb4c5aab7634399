/** English of posting a demand from one text, and of demands that hide their owner. */
export const englishPosting = {
  发布需求: 'Post a demand',
  '有技术难题？用一段话说出来，一分钟发布需求。':
    'A technical problem? Say it in a paragraph: a demand takes a minute.',
  '用一段话写下要解决的问题，平台读出其余各项。':
    'Write your problem in a paragraph; the platform reads the rest from it.',
  '您想解决什么问题？': 'What do you want to solve?',
  '例如：荔枝采后三天就褐变，想找常温保鲜一周以上、成本每斤五毛以内的办法，预算 50 万左右，年底前试用。不要写配方等技术秘密。':
    'For example: litchi turn brown three days after harvest; we look for a way to keep them a week at room temperature for less than 1 yuan a kilo, budget about CNY 500,000, on trial by the end of the year. Write no technical secrets. (In Chinese, please.)',
  '读一读，看有没有相近的成果': 'Read it and look for near achievements',
  '改了描述，重新读': 'Read the changed text',
  '提交以前，文字只留在您的浏览器里，一小时后自动清除。':
    'Until you submit, the text stays in your browser only and is cleared after an hour.',
  平台上暂时没有相近的成果: 'No achievement here is near it yet',
  '现在提交，平台上有 {total} 项成果与此相近': 'Submitted now, {total} achievements here are near it',
  从描述里读出: 'Read from your text',
  '原文：{words}': 'Your words: {words}',
  '您写的内容会留在这台电脑的浏览器里，登录或注册后接着办。':
    'What you wrote stays in this browser; go on after you have signed in or registered.',
  '您现在的身份不能发布需求；请切换到企业或单位经办人的身份，或先登记单位。':
    'You cannot post a demand as you are signed in; act for a firm or another organisation, or register one first.',
  核对后提交: 'Check and submit',
  '下面是从描述里读出的内容，不对的改掉或去掉；只有这里列出的会提交。':
    'This was read from your text. Change or untick what is wrong; only what is listed here is submitted.',
  行业门类: 'Industry',
  预算上限: 'Budget, at most',
  预算下限: 'Budget, at least',
  预算面议: 'Budget negotiable',
  '金额连单位一起写，例如 45万元；不便写的留空，选“预算面议”。':
    'Write the amount with its unit, for example 45万元 (450,000 yuan); or leave it empty and tick “Budget negotiable”.',
  '补充这几点会更好（没写“必填”的可以不填）': 'Worth adding (optional unless it says 必填, required)',
  先不公开单位: 'Do not show my organisation yet',
  '公众和成果方只看到“匿名需求方”；对方提出方案后，由贵单位逐个决定是否公开身份。':
    'The public and suppliers see “anonymous demander”; when somebody offers a solution, you decide each time whether to show who you are.',
  '描述里有会让人认出单位的内容，匿名发布前须改掉：':
    'Your text tells who you are; change this before posting anonymously: ',
  公开的内容不涉及国家秘密和他人的商业秘密:
    "Nothing published here is a state secret or another's trade secret",
  提交审核: 'Submit for review',
  存为草稿: 'Save as draft',
  草稿已保存: 'Draft saved',
  需求已提交审核: 'Submitted for review',
  '可以在工作台继续填写并提交。': 'Go on with it in the workbench.',
  '审核通过后公开，并自动与成果匹配；结果会发到您的消息里。':
    'It is published after the review and matched with achievements; you will be told in your messages.',
  到工作台查看: 'See it in the workbench',
  再发一项: 'Post another',
  '需求方选择先不公开单位。您提出方案后，由对方决定是否向您公开。':
    'The demander does not show who it is yet. When you offer a solution, it decides whether to show itself to you.',
} as const
