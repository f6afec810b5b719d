// A new field begins with labels in the user's language; form-js gives it English ones.
import { isEnglish } from '../i18n/words.js';

const CHINESE = {
  'Text field': '文本框',
  'Text area': '多行文本',
  Number: '数字',
  Checkbox: '复选框',
  'Checkbox group': '复选框组',
  'Radio group': '单选组',
  Select: '下拉选择',
  'Tag list': '标签列表',
  'Dynamic list': '动态列表',
  Group: '分组',
  Button: '按钮',
  Table: '表格',
  Date: '日期',
  Value: '选项',
  ID: '编号',
  Name: '名称',
  '# Text': '# 标题',
};
const TEXTS = ['label', 'dateLabel', 'text'];
const LISTS = ['values', 'columns'];

/** Has form-js's factory of fields say so; what was given, such as the label of a copy, stays. */
export function labelNewFields(factory) {
  if (isEnglish()) return;
  const create = factory.create.bind(factory);
  factory.create = (given, isNew = true) => (isNew ? labelled(create(given, isNew), given) : create(given, isNew));
}

function labelled(field, given) {
  for (const name of TEXTS) if (field[name] && given[name] === undefined) field[name] = chinese(field[name]);
  for (const name of LISTS) {
    if (field[name] && given[name] === undefined) field[name] = field[name].map((each) => ({ ...each, label: chinese(each.label) }));
  }
  return field;
}

const chinese = (text) => CHINESE[text] ?? text;
