/** English of the pages of events. */
export const englishEvents = {
  对接活动: 'Events',
  '{city}的对接会和路演：时间、地点、报名。':
    'Matchmaking meetings and roadshows of {city}: when, where, registration.',
  '对接会、路演：报名参加，现场扫码签到，与对方一对一洽谈。':
    'Matchmaking meetings and roadshows: register, sign in by QR code on the day, meet one to one.',
  将要举行: 'Coming up',
  '目前没有将要举行的活动。': 'Nothing coming up at present.',
  往期: 'Past',
  主办: 'Organiser',
  单位: 'Organisation',
  已结束: 'Over',
  接受报名: 'Open for registration',
  时间: 'When',
  地点: 'Where',
  名额: 'Places',
  '{capacity} 人，还有 {left} 个': '{capacity}, {left} left',
  议程和说明: 'Agenda',
  加入日历: 'Add to calendar',
  报名: 'Register',
  '活动已经结束。': 'The event is over.',
  登录后报名: 'Sign in to register',
  '您已报名。': 'You are registered.',
  '名额已满，您在候补名单中，有空位时会通知您。':
    'The event is full; you are on the waiting list and will be told.',
  取消报名: 'Cancel registration',
  '名额已满，报名后列入候补。': 'The event is full; you would join the waiting list.',
  报名参加: 'Register',
  活动签到: 'Event sign-in',
  签到: 'Sign in to the event',
  签到成功: 'Signed in',
  看议程: 'See the agenda',
  签到码: 'Code',
  '现场屏幕或海报上二维码旁的签到码；扫码会自动填写。':
    'The code beside the QR code on screen or poster; scanning fills it in.',
  '以 {name} 的身份签到。': 'Sign in as {name}.',
  '有账号的，登录后一键签到': 'With an account: sign in and press one button',
  '姓名、单位、电话只供主办单位联系，活动结束 {days} 天后删除。':
    'Name, organisation and phone are for the organiser only and are deleted {days} days after the event.',
}
