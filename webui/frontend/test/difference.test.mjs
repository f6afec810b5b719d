// `npm test`: what counts as a difference of two models, and what does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BpmnModdle } from 'bpmn-moddle';

import { difference } from '../src/compare/difference.js';

const BODY = `<startEvent id="start"><outgoing>f1</outgoing></startEvent>
  <sequenceFlow id="f1" sourceRef="start" targetRef="choose"/>
  <exclusiveGateway id="choose" name="等级？" default="f3"/>
  <sequenceFlow id="f2" sourceRef="choose" targetRef="solve"><conditionExpression xsi:type="tFormalExpression">grade = "红"</conditionExpression></sequenceFlow>
  <sequenceFlow id="f3" sourceRef="choose" targetRef="end"/>
  <userTask id="solve" name="解决" camunda:dueDate="PT2H"><extensionElements><camunda:inputOutput>
    <camunda:inputParameter name="level">1</camunda:inputParameter><camunda:inputParameter name="who">a</camunda:inputParameter>
  </camunda:inputOutput></extensionElements></userTask>
  <boundaryEvent id="late" attachedToRef="solve" cancelActivity="false"><timerEventDefinition id="t1"><timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent>
  <subProcess id="inner"><task id="deep"/></subProcess>
  <endEvent id="end"/>`;

const LAYOUT = `<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="case"><bpmndi:BPMNShape id="s" bpmnElement="start">
  <dc:Bounds x="10" y="10" width="36" height="36"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`;

const document = (body, top = '') => `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="all"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
  ${top}<process id="case" name="案件">${body}</process>${LAYOUT}</definitions>`;

const read = async (xml) => (await new BpmnModdle().fromXML(xml)).rootElement;
const compared = async (before, after) => difference(await read(before), await read(after));

/** A value of a property, as it is told; with a name where it is the id of another element. */
const told = (value) => value && (([text, name = '']) => ({ text, name }))([value].flat());

const SAME = {
  'the same file': (xml) => xml,
  'a moved shape': (xml) => xml.replace('x="10"', 'x="400"'),
  'whitespace around a text': (xml) => xml.replace('>PT2H<', '>\n PT2H\n<'),
  'a default written out': (xml) => xml.replace('<subProcess id="inner">', '<subProcess id="inner" triggeredByEvent="false">'),
  'the id of a timer definition': (xml) => xml.replace('id="t1"', 'id="t2"'),
  'the order of elements': (xml) => xml.replace('<endEvent id="end"/>', '').replace('<startEvent', '<endEvent id="end"/><startEvent'),
  'incoming and outgoing, which flows say': (xml) => xml.replace('<outgoing>f1</outgoing>', ''),
};
for (const [why, change] of Object.entries(SAME)) {
  test(`no difference: ${why}`, async () => assert.deepEqual(await compared(document(BODY), change(document(BODY))), []));
}

const CHANGED = [
  ['a name', ['name="解决"', 'name="处理"'], 'solve', 'name', '解决', '处理'],
  ['an attribute', ['camunda:dueDate="PT2H"', 'camunda:dueDate="PT1H"'], 'solve', 'camunda:dueDate', 'PT2H', 'PT1H'],
  ['an attribute that went', [' camunda:dueDate="PT2H"', ''], 'solve', 'camunda:dueDate', 'PT2H', null],
  ['an attribute that came', ['name="解决"', 'name="解决" camunda:assignee="li"'], 'solve', 'camunda:assignee', null, 'li'],
  ['a condition', ['grade = "红"', 'grade = "黄"'], 'f2', 'conditionExpression', 'grade = "红"', 'grade = "黄"'],
  ['a timer', ['>PT2H<', '>PT4H<'], 'late', 'eventDefinitions.timeDuration', 'PT2H', 'PT4H'],
  ['a mapping', ['name="level">1<', 'name="level">2<'], 'solve', 'camunda:inputOutput.camunda:inputParameter.level', '1', '2'],
  ['where a flow leads', ['id="f3" sourceRef="choose" targetRef="end"', 'id="f3" sourceRef="choose" targetRef="solve"'], 'f3', 'targetRef', 'end', ['solve', '解决']],
  ['the default flow', ['default="f3"', 'default="f2"'], 'choose', 'default', ['f3', '等级？ → bpmn:EndEvent'], ['f2', '等级？ → 解决']],
  ['interrupting or not', ['cancelActivity="false"', ''], 'late', 'cancelActivity', 'false', null],
  ['another kind of gateway', ['exclusiveGateway', 'inclusiveGateway'], 'choose', 'type', 'bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway'],
  ['the sub-process it stands in', ['<subProcess id="inner"><task id="deep"/></subProcess>', '<task id="deep"/><subProcess id="inner"/>'], 'deep', 'scope', 'inner', ['case', '案件']],
  ['the process itself', ['name="案件"', 'name="投诉"'], 'case', 'name', '案件', '投诉'],
];
for (const [why, [from, to], id, property, before, after] of CHANGED) {
  test(`changed: ${why}`, async () => {
    const found = await compared(document(BODY), document(BODY).replaceAll(from, to));
    assert.deepEqual(found.map(({ id, kind, properties }) => ({ id, kind, properties })), [{ id, kind: 'changed', properties: [{ property, before: told(before), after: told(after) }] }]);
  });
}

test('a timer that became a message is told with both', async () => {
  const timer = '<timerEventDefinition id="t1"><timeDuration>PT2H</timeDuration></timerEventDefinition>';
  const [found] = await compared(document(BODY), document(BODY).replace(timer, '<messageEventDefinition id="m1"/>'));
  assert.deepEqual(found.properties, [
    { property: 'eventDefinitions', before: told('bpmn:TimerEventDefinition'), after: told('bpmn:MessageEventDefinition') },
    { property: 'eventDefinitions.timeDuration', before: told('PT2H'), after: null },
  ]);
});

test('added and removed, also deep inside, and what is not on the canvas', async () => {
  const after = BODY.replace('<task id="deep"/>', '<task id="new"/>').replace('<endEvent id="end"/>', '<endEvent id="end"/><task id="more" name="再来"/>');
  const found = await compared(document(BODY), document(after, '<message id="m" name="arrived"/>'));
  assert.deepEqual(found.map(({ id, kind }) => [id, kind]), [['m', 'added'], ['new', 'added'], ['more', 'added'], ['deep', 'removed']]);
});

test('a flow without a name is called after its ends', async () => {
  const found = await compared(document(BODY), document(BODY.replace('targetRef="choose"', 'targetRef="solve"')));
  assert.equal(found[0].name, 'bpmn:StartEvent → 解决'); // what has no name is called after its type
});

test('of a lane only what came and went differs', async () => {
  const lane = (...ids) => `<laneSet id="lanes"><lane id="l1" name="班组">${ids.map((id) => `<flowNodeRef>${id}</flowNodeRef>`).join('')}</lane></laneSet>`;
  const [found] = await compared(document(lane('start', 'solve') + BODY), document(lane('start', 'end') + BODY));
  assert.deepEqual(found.properties, [
    { property: 'flowNodeRef.end', before: null, after: told('end') },
    { property: 'flowNodeRef.solve', before: told(['solve', '解决']), after: null },
  ]);
});
