// The run, from its columns: what happened, in the forms in which it is drawn. Nothing here knows a canvas.

const startedAt = performance.now();
const D = JSON.parse(document.getElementById('data').textContent);
const N = D.kind.length;

const time = new Float64Array(N); // microseconds
const position = new Int32Array(N); // number of the event in its run, which does not depend on what was left out
for (let i = 0, t = 0, p = 0; i < N; i++) {
  time[i] = t += D.micros[i];
  position[i] = p += D.position[i];
}
const endMicros = Math.max(D.endMicros, 1);
const kindOf = i => D.kinds[D.kind[i]];
const wordsOf = i => D.texts[D.words[i]];
const ballotOf = i => D.texts[D.ballot[i]];

// The groups in which events are shown and hidden.
const FAMILIES = ['election', 'replication', 'chosen', 'heartbeat', 'read', 'forward', 'repair', 'other'];
const GROUPS = [...FAMILIES, 'slots', 'disk', 'client', 'fault', 'role'];
const GROUP = Object.fromEntries(GROUPS.map((name, at) => [name, at]));
const GROUP_TITLE = {
  election: 'Elections', replication: 'Accept', chosen: 'Chosen', heartbeat: 'Heartbeats', read: 'Reads',
  forward: 'Forwards', repair: 'Catch-up', other: 'Other', slots: 'Slots', disk: 'Disk', client: 'Clients',
  fault: 'Faults', role: 'Lives',
};
const PLACE = {
  CHOSEN: 'slots', APPLIED: 'slots', INSTALL: 'slots', SNAPSHOT: 'slots',
  APPEND: 'disk', PROMISE: 'disk', TRIM: 'disk', SYNC: 'disk', COMMITTED: 'disk',
  CALL: 'client', REPLY: 'client', UNKNOWN: 'client', STANDS: 'client',
  ROLE: 'role', PHASE: 'role', LEADS: 'role', BOOT: 'role', UP: 'role', RESUME: 'role',
};
const MESSAGE = new Set(['SEND', 'DELIVER', 'LOSE', 'DUPLICATE']);

// Frames and what became of them.
const sendOf = new Map(); // frame number -> event
const copies = new Map(); // event of sending -> how often the network had it
const endsOf = new Map(); // event of sending -> events
const group = new Uint8Array(N);
const groupCount = new Int32Array(GROUPS.length);
for (let i = 0; i < N; i++) {
  const kind = kindOf(i);
  if (kind === 'SEND') {
    sendOf.set(D.first[i], i);
    copies.set(i, 1);
    group[i] = D.frame[i] < 0 ? GROUP.other : GROUP[D.families[D.frame[i]]] ?? GROUP.other;
  } else if (MESSAGE.has(kind)) {
    const send = sendOf.get(D.first[i]);
    group[i] = send === undefined ? GROUP.other : group[send];
    if (send !== undefined) {
      if (kind === 'DUPLICATE') {
        copies.set(send, copies.get(send) + 1);
      } else if (endsOf.has(send)) {
        endsOf.get(send).push(i);
      } else {
        endsOf.set(send, [i]);
      }
    }
  } else {
    group[i] = GROUP[PLACE[kind] ?? 'fault'];
  }
  groupCount[group[i]]++;
}
const sendBehind = i => kindOf(i) === 'SEND' ? i : sendOf.get(D.first[i]);
const frameName = send => send === undefined || D.frame[send] < 0 ? 'frame' : D.frames[D.frame[send]];

const DELIVERED = 0, LOST = 1, UNDER_WAY = 2;
const arrows = [];
for (const [send, count] of copies) {
  const ends = endsOf.get(send) ?? [];
  for (let copy = 0; copy < Math.max(count, ends.length); copy++) {
    const end = copy < ends.length ? ends[copy] : -1;
    arrows.push({
      send, end, copy, from: D.node[send], to: D.peer[send], t0: time[send], t1: end < 0 ? endMicros : time[end],
      fate: end < 0 ? UNDER_WAY : kindOf(end) === 'DELIVER' ? DELIVERED : LOST, family: group[send],
    });
  }
}
arrows.sort((a, b) => a.t0 - b.t0);
const deliveries = arrows.filter(a => a.fate === DELIVERED).map(a => a.t1 - a.t0).sort((a, b) => a - b);
const typicalDelay = deliveries.length ? deliveries[deliveries.length >> 1] : 2000;
for (const arrow of arrows) {
  // A frame that was lost when it left ends in the air after a part of its way; one that never ended likewise.
  const atOnce = arrow.fate === LOST && arrow.t1 - arrow.t0 < typicalDelay / 4;
  arrow.reach = arrow.fate === DELIVERED ? 1 : arrow.fate === UNDER_WAY ? .9 : atOnce ? .45 : .8;
  arrow.drawnEnd = atOnce ? arrow.t0 + typicalDelay * .45 : arrow.t1;
  if (arrow.fate === UNDER_WAY) {
    arrow.drawnEnd = Math.min(endMicros, arrow.t0 + typicalDelay * 3);
  }
}
const BLOCK = 256;
const latestOfBlock = [];
for (let i = 0; i < arrows.length; i++) {
  const block = Math.floor(i / BLOCK);
  latestOfBlock[block] = Math.max(latestOfBlock[block] ?? 0, arrows[i].drawnEnd);
}
const arrowsOf = new Map(); // event -> arrows
for (const arrow of arrows) {
  for (const event of arrow.end < 0 ? [arrow.send] : [arrow.send, arrow.end]) {
    arrowsOf.has(event) ? arrowsOf.get(event).push(arrow) : arrowsOf.set(event, [arrow]);
  }
}

// Slots, and the operations of clients.
const slotEvents = new Map(); // slot -> events of being chosen, in time
for (let i = 0; i < N; i++) {
  if (kindOf(i) === 'CHOSEN') {
    slotEvents.has(D.first[i]) ? slotEvents.get(D.first[i]).push(i) : slotEvents.set(D.first[i], [i]);
  }
}
const operations = new Map();
for (let i = 0; i < N; i++) {
  const kind = kindOf(i);
  if (kind === 'CALL') {
    operations.set(D.first[i], {
      id: D.first[i], client: D.peer[i], node: D.node[i], call: i, end: -1, t0: time[i], t1: endMicros,
      outcome: 'pending', slot: -1, said: false, text: wordsOf(i), reply: '', row: 0, failed: D.first[i] === D.failedOperation,
    });
  } else if (kind === 'REPLY' || kind === 'UNKNOWN') {
    const operation = operations.get(D.first[i]);
    if (operation) {
      const words = wordsOf(i);
      operation.end = i;
      operation.t1 = time[i];
      operation.reply = words;
      operation.outcome = kind === 'UNKNOWN' || words.startsWith('-UNKNOWN') ? 'unknown'
        : words.startsWith('-TRYAGAIN') ? 'refused' : words.startsWith('-') ? 'error' : 'done';
    }
  }
}
for (const [id, slot, said] of D.places) {
  const operation = operations.get(id);
  if (operation) {
    operation.slot = slot;
    operation.said = said === 1;
    const chosen = slotEvents.get(slot)?.[0];
    const at = slot === 0 ? 0 : chosen === undefined ? -1 : time[chosen];
    operation.within = at >= operation.t0 && at <= operation.t1;
    operation.point = at < 0 ? -1 : Math.min(Math.max(at, operation.t0), operation.t1);
  }
}
const operationsOf = new Map(); // client -> operations in time
for (const operation of operations.values()) {
  operationsOf.has(operation.client) ? operationsOf.get(operation.client).push(operation)
    : operationsOf.set(operation.client, [operation]);
}
const rowsOf = new Map(); // client -> how many lie above each other
for (const [client, list] of operationsOf) {
  const ends = [];
  for (const operation of list) {
    let row = ends.findIndex(end => end <= operation.t0);
    row = row < 0 ? ends.length : row;
    ends[row] = operation.t1;
    operation.row = row;
  }
  rowsOf.set(client, Math.max(1, ends.length));
}

// What the whole world went through.
const phases = [];
let healMicros = Infinity;
for (let i = 0; i < N; i++) {
  if (kindOf(i) === 'PHASE') {
    phases.push({event: i, t: time[i], name: wordsOf(i)});
    if (D.first[i] === 1) {
      healMicros = time[i];
    }
  }
}

// The lives of nodes.
function livesOf(node) {
  const lane = {node, down: [], starting: [], roles: [], paused: [], slow: [], stalled: [], marks: [], chosen: [], applied: [], disk: []};
  let since = 0, state = 'down', role = null, pause = null, slow = null, stall = null, chosen = 0, applied = 0;
  const close = (span, t, list) => {
    if (span) {
      span.t1 = Math.min(span.t1 ?? Infinity, t);
      if (span.t1 > span.t0) {
        list.push(span);
      }
    }
    return null;
  };
  const settle = (to, t) => {
    if (state !== 'up' && t > since) {
      (state === 'down' ? lane.down : lane.starting).push({t0: since, t1: t});
    }
    state = to;
    since = t;
  };
  for (let i = 0; i < N; i++) {
    const kind = kindOf(i), t = time[i];
    if (kind === 'PHASE' && t >= healMicros) {
      slow = close(slow, t, lane.slow);
      stall = close(stall, t, lane.stalled);
    }
    if (D.node[i] !== node) {
      continue;
    }
    switch (kind) {
      case 'BOOT': settle('starting', t); lane.marks.push(i); break;
      case 'UP': settle('up', t); lane.marks.push(i); applied = D.second[i]; chosen = Math.max(chosen, applied);
        lane.applied.push({t, slot: applied, event: i}); break;
      case 'KILL':
        settle('down', t);
        role = close(role, t, lane.roles);
        pause = close(pause, t, lane.paused);
        lane.marks.push(i);
        break;
      case 'PAUSE': pause = {t0: t, event: i}; lane.marks.push(i); break;
      case 'RESUME': pause = close(pause, t, lane.paused); lane.marks.push(i); break;
      case 'SLOW':
        slow = close(slow, t, lane.slow);
        slow = {t0: t, t1: t + D.second[i], factor: D.first[i], event: i};
        lane.marks.push(i);
        break;
      case 'STALL':
        stall = close(stall, t, lane.stalled);
        stall = {t0: t, t1: t + D.first[i], event: i};
        lane.marks.push(i);
        break;
      case 'ROLE':
        role = close(role, t, lane.roles);
        role = {t0: t, role: wordsOf(i).split(',')[0], ballot: ballotOf(i), leader: D.peer[i], event: i};
        break;
      case 'CHOSEN':
        chosen = Math.max(chosen, D.first[i]);
        lane.chosen.push({t, slot: D.first[i], most: chosen, event: i});
        break;
      case 'APPLIED': applied = D.first[i]; lane.applied.push({t, slot: applied, event: i}); break;
      case 'INSTALL':
        if (D.second[i] === 1) {
          applied = D.first[i];
          lane.applied.push({t, slot: applied, event: i, installed: true});
        }
        lane.marks.push(i);
        break;
      case 'APPEND': case 'SYNC': case 'PROMISE': case 'COMMITTED': case 'TRIM': lane.disk.push(i); break;
      case 'CUT': case 'HEAL': case 'CLOG': case 'PHASE': case 'SEND': case 'DELIVER': case 'LOSE': case 'DUPLICATE':
      case 'CALL': case 'REPLY': case 'UNKNOWN': case 'LEADS': break;
      case 'FAULT':
        // What a fault does mostly has a sign of its own at the same moment.
        if (!(i + 1 < N && time[i + 1] === t && group[i + 1] === GROUP.fault && kindOf(i + 1) !== 'FAULT')) {
          lane.marks.push(i);
        }
        break;
      default: lane.marks.push(i);
    }
  }
  settle('end', endMicros + 1);
  close(role, endMicros, lane.roles);
  close(pause, endMicros, lane.paused);
  close(slow, endMicros, lane.slow);
  close(stall, endMicros, lane.stalled);
  return lane;
}
const nodes = Array.from({length: D.nodes}, (_, at) => livesOf(at + 1));
const clients = Array.from({length: D.clients}, (_, at) => at + 1);

// Ballots in their order: neighbours get different tints.
const ballotOrder = new Map();
const ballotParts = text => text.split('.').map(Number);
[...new Set(nodes.flatMap(lane => lane.roles.map(span => span.ballot)))].filter(text => text)
  .sort((a, b) => ballotParts(a)[0] - ballotParts(b)[0] || ballotParts(a)[1] - ballotParts(b)[1])
  .forEach((text, at) => ballotOrder.set(text, at));
const leaderships = nodes.flatMap(lane => lane.roles.filter(span => span.role === 'leader').map(span => ({...span, node: lane.node})))
  .sort((a, b) => a.t0 - b.t0);

// Links that are cut, and links that are clogged, as spans over which the set stays the same.
function linkSpans(changes) {
  const spans = [];
  const links = new Map();
  for (let at = 0; at < changes.length;) {
    const t = changes[at].t;
    const event = changes[at].event;
    for (; at < changes.length && changes[at].t === t; at++) {
      const {link, by} = changes[at];
      links.set(link, (links.get(link) ?? 0) + by);
      if (links.get(link) <= 0) {
        links.delete(link);
      }
    }
    const before = spans[spans.length - 1];
    if (before && before.t1 === undefined) {
      before.t1 = t;
    }
    if (links.size) {
      spans.push({t0: t, links: [...links.keys()].sort(), event});
    }
  }
  const last = spans[spans.length - 1];
  if (last && last.t1 === undefined) {
    last.t1 = endMicros;
  }
  for (const span of spans) {
    span.name = nameOfLinks(span.links);
  }
  return spans.filter(span => span.t1 > span.t0);
}

/** A clean partition by its parts, as in "n1 n2 | n3"; anything else by its links. */
function nameOfLinks(links) {
  const cut = new Set(links);
  const all = nodes.map(lane => lane.node);
  const part = new Map();
  let parts = 0;
  for (const start of all) {
    if (!part.has(start)) {
      const stack = [start];
      part.set(start, parts);
      while (stack.length) {
        const a = stack.pop();
        for (const b of all) {
          if (!part.has(b) && a !== b && !(cut.has(a + '>' + b) && cut.has(b + '>' + a))) {
            part.set(b, parts);
            stack.push(b);
          }
        }
      }
      parts++;
    }
  }
  const across = all.reduce((sum, a) => sum + all.filter(b => part.get(a) !== part.get(b)).length, 0);
  if (parts > 1 && across === links.length) {
    return Array.from({length: parts}, (_, p) => all.filter(a => part.get(a) === p).map(a => 'n' + a).join(' ')).join(' | ');
  }
  const both = [], oneWay = new Map();
  for (const link of links) {
    const [a, b] = link.split('>');
    if (cut.has(b + '>' + a)) {
      if (a < b) {
        both.push(`n${a}–n${b}`);
      }
    } else {
      oneWay.set(a, [...(oneWay.get(a) ?? []), 'n' + b]);
    }
  }
  return [...both, ...[...oneWay].map(([a, to]) => `n${a}→${to.join(' ')}`)].join(', ');
}
const cutChanges = [], clogChanges = [];
for (let i = 0; i < N; i++) {
  const kind = kindOf(i), link = D.node[i] + '>' + D.peer[i];
  if (kind === 'CUT' || kind === 'HEAL') {
    cutChanges.push({t: time[i], link, by: kind === 'CUT' ? 1 : -1, event: i});
  } else if (kind === 'CLOG') {
    const until = Math.min(D.first[i], endMicros, time[i] < healMicros ? healMicros : Infinity);
    clogChanges.push({t: time[i], link, by: 1, event: i}, {t: Math.max(until, time[i]), link, by: -1, event: i});
  }
}
clogChanges.sort((a, b) => a.t - b.t);
const cuts = linkSpans(cutChanges);
const clogs = linkSpans(clogChanges);

// Steps from fault to fault: what belongs together, a partition of many links say, is one step.
const NO_FAULT = new Set(['HEAL', 'SPOILT']);
const struck = D.kinds.includes('FAULT') ? new Set(['FAULT', 'NOTE']) : null; // a plan's faults, where the trace names them
const faultSteps = [];
for (let i = 0; i < N; i++) {
  const kind = kindOf(i);
  if (group[i] === GROUP.fault && (struck ? struck.has(kind) : !NO_FAULT.has(kind))) {
    const before = faultSteps[faultSteps.length - 1];
    const same = before !== undefined && time[before] === time[i] && kindOf(before) === kind;
    if (!same) {
      faultSteps.push(i);
    }
  }
}
const leaderSteps = leaderships.map(span => span.event);

/** The row of an event of the run; the nearest one before it when it was left out. */
function rowOfPosition(wanted) {
  let low = 0, high = N - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    position[middle] <= wanted ? low = middle : high = middle - 1;
  }
  return low;
}
const failureRow = D.failure < 0 || N === 0 ? -1 : rowOfPosition(D.failure);

/** The last row at or before an instant; -1 when there is none. */
function rowAt(micros) {
  let low = -1, high = N - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    time[middle] <= micros ? low = middle : high = middle - 1;
  }
  return low;
}
/** In a list with ascending t: the last at or before an instant, or undefined. */
function lastBefore(list, micros) {
  let low = -1, high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    list[middle].t <= micros ? low = middle : high = middle - 1;
  }
  return list[low];
}
const spanAt = (spans, micros) => spans.find(span => span.t0 <= micros && micros < span.t1);

// Words.

const seconds = (micros, digits = 6) => (micros / 1e6).toFixed(digits);
const duration = micros => micros >= 1e6 ? +(micros / 1e6).toPrecision(3) + ' s'
  : micros >= 1000 ? +(micros / 1000).toPrecision(3) + ' ms' : Math.round(micros) + ' µs';
const n = number => 'n' + number;
const LOST_BY = ['by chance', 'the link is cut', 'nobody is there', 'starved', 'the connection broke'];

function titleOf(i) {
  const kind = kindOf(i), a = D.first[i], b = D.second[i];
  switch (kind) {
    case 'PHASE': return 'Phase: ' + wordsOf(i);
    case 'BOOT': return 'Starts its life ' + a;
    case 'UP': return 'Is up, applied up to slot ' + b;
    case 'KILL': return 'Process killed';
    case 'POWER_LOSS': return 'Power lost';
    case 'SPOILT': return a + b === 0 ? 'The log lost nothing' : `The log lost ${a} records, ${b} are torn`;
    case 'PAUSE': return 'Process paused for ' + duration(a);
    case 'RESUME': return 'Process goes on';
    case 'SLOW': return `Slow, ×${a} for ${duration(b)}`;
    case 'STALL': return 'Disk of ' + ['the log', 'the state', 'log and state'][b] + ' stalls for ' + duration(a);
    case 'CUT': return `Link ${n(D.node[i])} → ${n(D.peer[i])} cut`;
    case 'HEAL': return `Link ${n(D.node[i])} → ${n(D.peer[i])} mended`;
    case 'CLOG': return `Link ${n(D.node[i])} → ${n(D.peer[i])} clogged until ${seconds(a, 3)} s`;
    case 'SEND': case 'LOSE': case 'DUPLICATE': case 'DELIVER': {
      const send = sendBehind(i);
      const slot = send !== undefined && D.slot[send] ? ' ' + D.slot[send] : '';
      const ballot = send !== undefined && ballotOf(send) ? ' @' + ballotOf(send) : '';
      const what = frameName(send) + slot + ballot;
      return kind === 'DELIVER' ? `${what} ← ${n(D.peer[i])}`
        : kind === 'LOSE' ? `${what} → ${n(D.peer[i])} lost, ${LOST_BY[b] ?? ''}`
          : kind === 'DUPLICATE' ? `${what} → ${n(D.peer[i])} doubled` : `${what} → ${n(D.peer[i])}`;
    }
    case 'APPEND': return D.slot[i] ? `Appends slot ${D.slot[i]}` + (ballotOf(i) ? ' @' + ballotOf(i) : ', learnt') : 'Appends a record';
    case 'PROMISE': return 'Writes its promise' + (ballotOf(i) ? ' ' + ballotOf(i) : '');
    case 'TRIM': return 'Trims its log below position ' + a;
    case 'SYNC': return `Synced up to position ${a}, ${b} ${b === 1 ? 'record' : 'records'}`;
    case 'CHOSEN': return 'Takes slot ' + a + ' for chosen';
    case 'APPLIED': return 'Applied slot ' + a;
    case 'COMMITTED': return 'State committed at slot ' + a;
    case 'SNAPSHOT': return `Took a snapshot of slot ${a}, ${b} bytes`;
    case 'INSTALL': return b === 1 ? 'State is now the snapshot of slot ' + a : 'Installs the snapshot of slot ' + a;
    case 'ROLE': return wordsOf(i).replace(/^./, c => c.toUpperCase()) + (D.peer[i] && D.peer[i] !== D.node[i] ? ', follows ' + n(D.peer[i]) : '');
    case 'CALL': return `Call ${a}: ${wordsOf(i)}`;
    case 'REPLY': return `Answer to ${a}: ${wordsOf(i)}`;
    case 'UNKNOWN': return `Call ${a} cut off: outcome unknown`;
    case 'RESET': return 'Connection of client ' + D.peer[i] + ' reset';
    case 'LEADS': return 'Takes the lead in ballot ' + wordsOf(i);
    case 'FAULT': return `Fault: ${wordsOf(i).replaceAll('-', ' ')}, for ${duration(b)}`;
    case 'NOTE': return wordsOf(i).replace(/^./, c => c.toUpperCase());
    default: {
      const name = kind[0] + kind.slice(1).toLowerCase().replaceAll('_', ' ');
      return name + (wordsOf(i) ? ': ' + wordsOf(i) : a || b ? ` ${a} ${b}` : '');
    }
  }
}
const whereOf = i => group[i] === GROUP.client ? 'c' + D.peer[i] : D.node[i] ? n(D.node[i]) : '';
const operationOf = i => group[i] === GROUP.client ? operations.get(D.first[i]) : undefined;
/** The lanes on which an event lies: a node's number, a client's negative. */
function lanesOf(i) {
  const lanes = D.node[i] ? [D.node[i]] : [];
  if (MESSAGE.has(kindOf(i)) || ['CUT', 'HEAL', 'CLOG'].includes(kindOf(i))) {
    lanes.push(D.peer[i]);
  } else if (group[i] === GROUP.client || kindOf(i) === 'RESET') {
    lanes.push(-D.peer[i]);
  }
  return lanes;
}
function slotOf(i) {
  const send = MESSAGE.has(kindOf(i)) ? sendBehind(i) : undefined;
  const operation = operationOf(i);
  return operation ? operation.slot : send !== undefined ? D.slot[send] : D.slot[i];
}
const haystacks = new Array(N);
/** All that a search looks at. */
function haystack(i) {
  if (haystacks[i] === undefined) {
    const send = MESSAGE.has(kindOf(i)) ? sendBehind(i) : undefined;
    haystacks[i] = (whereOf(i) + ' ' + kindOf(i) + ' ' + titleOf(i) + ' '
      + wordsOf(send ?? i) + ' ' + (send === undefined ? ballotOf(i) : ballotOf(send))).toLowerCase();
  }
  return haystacks[i];
}
