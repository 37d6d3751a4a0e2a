// What a person does with the page: choose, step, search, move.

const $ = id => document.getElementById(id);
const reduced = matchMedia('(prefers-reduced-motion: reduce)');
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

// Drawing on demand: however much changed, once per frame.
let due = false, playing = false, lastFrame = 0;
function redraw() {
  if (!due) {
    due = true;
    requestAnimationFrame(frame);
  }
}
function frame(now) {
  due = false;
  if (playing) {
    view.t0 += Math.min(100, now - lastFrame) / 1000 * view.span / 6;
    lastFrame = now;
    if (view.t0 + view.span * .9 >= endMicros) {
      play(false);
    }
  }
  drawAll();
  followView();
  if (playing) {
    redraw();
  }
}
/** The list shows what is in view, unless the chosen event is. */
let followed = '';
function followView() {
  const at = view.t0 + ' ' + view.span;
  const t = chosen.row < 0 ? -1 : time[chosen.row];
  if (at !== followed && !(t >= view.t0 && t <= view.t0 + view.span)) {
    const row = rowAt(view.t0);
    $('list').scrollTop = (row < 0 ? 0 : rankOf[row]) * ROW;
  }
  followed = at;
}
function play(on) {
  playing = on;
  lastFrame = performance.now();
  $('play').textContent = on ? '❚❚' : '▶';
  $('play').setAttribute('aria-label', on ? 'Pause' : 'Play');
  if (on && view.t0 + view.span * .9 >= endMicros) {
    view.t0 = 0;
  }
  redraw();
}

function resize() {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  if (ratio === view.ratio && scene.clientWidth === view.width && scene.clientHeight === view.height && overviewImage) {
    return;
  }
  view.ratio = ratio;
  for (const canvas of [scene, overview]) {
    canvas.width = Math.round(canvas.clientWidth * view.ratio);
    canvas.height = Math.round(canvas.clientHeight * view.ratio);
  }
  view.width = scene.clientWidth;
  view.height = scene.clientHeight;
  hatches.clear();
  overviewImage = null;
  layOut();
  fillList();
  // At once: a canvas that got another size is empty.
  drawAll();
}
function drawAll() {
  clampView();
  draw();
  drawOverview();
  placeGutter();
}

// The names of the lanes, and what each node knew at the moment under the pointer.
const gutterRows = new Map();
function buildGutter() {
  for (const lane of lanes) {
    const box = element('div', undefined, lane.kind);
    if (lane.kind === 'network') {
      box.append(element('small', 'cut links\nclogged links'));
      box.firstChild.style.lineHeight = '21px';
    } else {
      const button = element('button', lane.kind === 'node' ? 'n' + lane.id : 'client ' + lane.client);
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      button.title = 'Show or leave out this lane';
      button.addEventListener('click', () => {
        const hide = !shown.hiddenLanes.has(lane.id);
        hide ? shown.hiddenLanes.add(lane.id) : shown.hiddenLanes.delete(lane.id);
        button.setAttribute('aria-pressed', String(!hide));
        filter();
      });
      box.append(button);
      if (lane.kind === 'node') {
        box.append(element('small', ''));
      }
    }
    gutterRows.set(lane.id, box);
    $('gutter').append(box);
  }
}
function placeGutter() {
  const at = cursorMicros ?? (chosen.row >= 0 ? time[chosen.row] : view.t0 + view.span);
  for (const lane of lanes) {
    const box = gutterRows.get(lane.id);
    if (!box) {
      return;
    }
    const y = (lane.kind === 'network' ? lane.y + 20 : lane.life) - view.top;
    box.style.top = y + 'px';
    box.style.visibility = y < RULER + 6 ? 'hidden' : '';
    if (lane.kind === 'node') {
      const text = stateAt(lane.lane, Math.min(at, endMicros - 1));
      if (box.lastChild.textContent !== text) {
        box.lastChild.textContent = text;
      }
    }
  }
}
function stateAt(lane, micros) {
  if (spanAt(lane.down, micros)) {
    return 'down';
  }
  if (spanAt(lane.starting, micros)) {
    return 'starting';
  }
  const role = spanAt(lane.roles, micros);
  const taken = lastBefore(lane.chosen, micros)?.most ?? 0;
  const done = lastBefore(lane.applied, micros)?.slot ?? 0;
  const known = role && role.ballot !== '0.0';
  return (!role ? 'no role yet' : role.role === 'leader' ? 'leads ' + role.ballot
    : role.role === 'follower' && role.leader ? `follows n${role.leader} in ${role.ballot}`
      : role.role + (known ? ', ' + role.ballot : '')) + `\nchosen ${Math.max(taken, done)}\napplied ${done}`;
}

// Filter, search, list.
let filtered = new Int32Array(0);
let rankOf = new Int32Array(N);
let terms = [];
function matches(i) {
  if (!shown.group[group[i]]) {
    return false;
  }
  if (shown.hiddenLanes.size) {
    const on = lanesOf(i);
    if (on.length && on.some(lane => shown.hiddenLanes.has(lane))) {
      return false;
    }
  }
  for (const term of terms) {
    if (term.slot !== undefined ? slotOf(i) !== term.slot
      : term.op !== undefined ? operationOf(i)?.id !== term.op
        : term.node !== undefined ? !(D.node[i] === term.node || MESSAGE.has(kindOf(i)) && D.peer[i] === term.node)
          : !haystack(i).includes(term.text)) {
      return false;
    }
  }
  return true;
}
function filter() {
  terms = $('search').value.toLowerCase().split(/\s+/).filter(word => word).map(word => {
    const special = /^(slot|op):(\d+)$/.exec(word), node = /^n(\d+)$/.exec(word);
    return special ? {[special[1]]: Number(special[2])} : node ? {node: Number(node[1])} : {text: word};
  });
  const kept = [];
  for (let i = 0; i < N; i++) {
    rankOf[i] = kept.length;
    if (matches(i)) {
      kept.push(i);
    }
  }
  filtered = Int32Array.from(kept);
  $('count').textContent = filtered.length === N ? `${N.toLocaleString('en')} events`
    : `${filtered.length.toLocaleString('en')} of ${N.toLocaleString('en')} events`;
  $('spacer').style.height = filtered.length * ROW + 'px';
  fillList();
  redraw();
}
const ROW = 22;
function fillList() {
  const list = $('list');
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const last = Math.min(filtered.length, first + Math.ceil(list.clientHeight / ROW) + 9);
  const rows = [];
  for (let at = first; at < last; at++) {
    const i = filtered[at];
    const row = element('div', undefined, 'row' + (i === failureRow ? ' failing' : ''));
    row.id = 'row-' + i;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-selected', String(i === chosen.row));
    row.setAttribute('aria-setsize', filtered.length);
    row.setAttribute('aria-posinset', at + 1);
    row.dataset.row = i;
    const dot = element('i');
    dot.style.setProperty('--colour', colourOfGroup(group[i]));
    row.append(element('time', seconds(time[i])), element('b', whereOf(i)), dot, element('span', titleOf(i)));
    rows.push(row);
  }
  $('rows').style.transform = `translateY(${first * ROW}px)`;
  $('rows').replaceChildren(...rows);
}
function colourOfGroup(g) {
  const name = GROUPS[g];
  return g < FAMILIES.length ? `var(--${name})`
    : {slots: 'var(--replication)', disk: 'var(--quiet)', client: 'var(--op)', fault: 'var(--bad)', role: TINTS[0]}[name];
}

// The chosen event.
function select(row, move = true) {
  if (row < 0 || row >= N) {
    chosen.row = -1;
    showDetail();
    fillList();
    redraw();
    return;
  }
  chosen.row = row;
  const at = rankOf[row];
  if (filtered[at] === row) {
    const list = $('list'), y = at * ROW;
    if (y < list.scrollTop + ROW || y > list.scrollTop + list.clientHeight - 2 * ROW) {
      list.scrollTop = y - list.clientHeight / 2;
    }
    list.setAttribute('aria-activedescendant', 'row-' + row);
  }
  if (move) {
    bringIntoView(row);
  }
  const hash = '#event-' + position[row];
  if (location.hash !== hash) {
    try {
      history.replaceState(null, '', hash);
    } catch {
      location.hash = hash;
    }
  }
  showDetail();
  fillList();
  redraw();
}
function bringIntoView(row) {
  const t = time[row];
  if (t < view.t0 + view.span * .04 || t > view.t0 + view.span * .94) {
    view.t0 = t - view.span * .4;
  }
  const y = pointOf(row)?.y;
  if (y !== undefined && (y < view.top + RULER + 20 || y > view.top + view.height - 20)) {
    view.top = y - view.height / 2;
  }
}
function fact(list, name, value) {
  if (value !== undefined && value !== '' && value !== null) {
    list.append(element('dt', name), element('dd', String(value)));
  }
}
const OUTCOME = {
  done: 'answered', error: 'answered with an error', refused: 'refused: nothing happened', unknown: 'unknown to the client', pending: 'not answered',
};
function showDetail() {
  const box = $('detail');
  box.replaceChildren();
  const i = chosen.row;
  if (i < 0) {
    box.append(element('h2', 'Nothing chosen'), element('p', 'Click an arrow, a sign, a bar or a line of the list, or step with ← and →.', 'quiet'));
    return;
  }
  const kind = kindOf(i), send = MESSAGE.has(kind) ? sendBehind(i) : undefined, operation = operationOf(i);
  const title = titleOf(i);
  box.append(element('h2', operation ? (kind === 'CALL' ? 'Call ' : kind === 'REPLY' ? 'Answer to call ' : 'Cut off: call ') + operation.id
    : title.length > 90 ? title.slice(0, 90) + '…' : title));
  box.append(element('div', `${seconds(time[i])} s · event ${position[i].toLocaleString('en')} of ${D.total.toLocaleString('en')}`, 'when'));
  const list = element('dl'), related = element('div', undefined, 'related');
  const link = (text, row) => {
    if (row !== undefined && row >= 0 && row !== i) {
      const button = element('button', text);
      button.type = 'button';
      button.addEventListener('click', () => select(row));
      related.append(button);
    }
  };
  const seek = (text, query) => {
    const button = element('button', text);
    button.type = 'button';
    button.addEventListener('click', () => {
      $('search').value = query;
      filter();
      select(i);
    });
    related.append(button);
  };
  let words = wordsOf(send ?? i);
  if (send !== undefined) {
    fact(list, 'from', n(D.node[send]) + ' to ' + n(D.peer[send]));
    fact(list, 'message', frameName(send) + ', ' + D.second[send] + ' bytes, frame ' + D.first[send]);
    fact(list, 'ballot', ballotOf(send));
    fact(list, 'slot', D.slot[send] || '');
    fact(list, 'sent', seconds(time[send]) + ' s');
    link('Sent', send);
    for (const end of endsOf.get(send) ?? []) {
      const arrived = kindOf(end) === 'DELIVER';
      fact(list, arrived ? 'arrived' : 'lost', `${seconds(time[end])} s, ${arrived ? 'after ' + duration(time[end] - time[send]) : LOST_BY[D.second[end]] ?? ''}`);
      link(arrived ? 'Arrival' : 'Loss', end);
    }
    if ((endsOf.get(send) ?? []).length < copies.get(send)) {
      fact(list, 'then', 'still under way when the page ends');
    }
    if (copies.get(send) > 1) {
      fact(list, 'copies', copies.get(send));
    }
    if (D.slot[send]) {
      seek('All of slot ' + D.slot[send], 'slot:' + D.slot[send]);
    }
  } else if (operation) {
    words = operation.text + (operation.reply ? '\n→ ' + operation.reply : '');
    fact(list, 'client', operation.client + ', at n' + operation.node);
    fact(list, 'from', seconds(operation.t0) + ' s');
    fact(list, 'to', operation.end < 0 ? '' : `${seconds(operation.t1)} s, after ${duration(operation.t1 - operation.t0)}`);
    fact(list, 'outcome', OUTCOME[operation.outcome]);
    if (operation.failed) {
      fact(list, D.code, 'the run failed at this operation');
    }
    fact(list, 'effect', operation.slot < 0 ? (D.code ? 'the run failed before its place was found' : operation.outcome === 'done' || operation.outcome === 'error' ? '' : 'stands nowhere in the log for sure')
      : operation.within ? `in slot ${operation.slot}` + (operation.said ? '' : ' (found by its words)')
        : `saw the state after slot ${operation.slot}`);
    link('Call', operation.call);
    link('Answer', operation.end);
    if (operation.slot > 0) {
      link('Slot ' + operation.slot + ' chosen', slotEvents.get(operation.slot)?.[0]);
      seek('All of slot ' + operation.slot, 'slot:' + operation.slot);
    }
    seek('Client ' + operation.client, 'c' + operation.client);
  } else {
    fact(list, 'where', D.node[i] ? n(D.node[i]) : 'the world');
    fact(list, 'ballot', ballotOf(i));
    if (kind === 'CHOSEN' || kind === 'APPLIED' || kind === 'APPEND') {
      const slot = D.slot[i] || D.first[i];
      fact(list, 'slot', slot);
      const all = slotEvents.get(slot) ?? [];
      link('First chosen', all[0]);
      const ops = [...operations.values()].filter(o => o.slot === slot && o.within);
      for (const o of ops.slice(0, 6)) {
        link('Call ' + o.id, o.end < 0 ? o.call : o.end);
      }
      seek('All of slot ' + slot, 'slot:' + slot);
    }
    const span = cuts.concat(clogs).find(s => s.event === i);
    if (span) {
      fact(list, 'links', span.name);
      fact(list, 'for', duration(span.t1 - span.t0));
    }
    if (words === title) {
      words = '';
    }
  }
  fact(list, 'kind', kind);
  box.append(list);
  if (words) {
    box.append(element('pre', words));
  }
  if (related.childNodes.length) {
    box.append(related);
  }
}

// Steps.
function step(by, sameLane) {
  if (!filtered.length) {
    return;
  }
  let at;
  if (chosen.row < 0) {
    const row = rowAt(view.t0 + view.span * .5);
    at = by > 0 ? Math.min(filtered.length - 1, row < 0 ? 0 : rankOf[row]) : Math.max(0, (row < 0 ? 0 : rankOf[row]) - 1);
  } else {
    at = rankOf[chosen.row];
    at = by > 0 ? (filtered[at] === chosen.row ? at + 1 : at) : at - 1;
  }
  if (sameLane && chosen.row >= 0) {
    const lane = group[chosen.row] === GROUP.client ? 'c' + D.peer[chosen.row] : n(D.node[chosen.row]);
    while (at >= 0 && at < filtered.length && whereOf(filtered[at]) !== lane) {
      at += by;
    }
  }
  if (at >= 0 && at < filtered.length) {
    select(filtered[at]);
  }
}
function stepAmong(rows, by) {
  const from = chosen.row >= 0 ? chosen.row : Math.max(0, rowAt(view.t0 + (by > 0 ? 0 : view.span)));
  const next = by > 0 ? rows.find(row => row > from) : rows.findLast(row => row < from);
  if (next !== undefined) {
    select(next);
  }
}
function otherEnd() {
  const arrow = arrowsOf.get(chosen.row)?.[0];
  const operation = operationOf(chosen.row);
  if (arrow && arrow.end >= 0) {
    select(arrow.send === chosen.row ? arrow.end : arrow.send);
  } else if (operation && operation.end >= 0) {
    select(operation.call === chosen.row ? operation.end : operation.call);
  }
}
/** So much time that single messages can be told apart. */
const closeSpan = () => Math.min(endMicros, Math.max(3_000, typicalDelay * 25));
function toFailure() {
  if (failureRow >= 0) {
    view.span = Math.min(view.span, closeSpan());
    view.t0 = time[failureRow] - view.span * .7;
    select(failureRow);
  }
}
function zoom(factor, micros = chosen.row >= 0 && time[chosen.row] >= view.t0 && time[chosen.row] <= view.t0 + view.span ? time[chosen.row] : view.t0 + view.span / 2) {
  const share = (micros - view.t0) / view.span;
  view.span = Math.max(minSpan, Math.min(view.span * factor, endMicros * 1.04));
  view.t0 = micros - share * view.span;
  redraw();
}
function all() {
  view.span = endMicros * 1.03;
  view.t0 = -endMicros * .01;
  redraw();
}

const KEYS = [
  ['← →', 'event before, next event', ['ArrowLeft', 'ArrowRight', 'j', 'k']],
  ['⇧← ⇧→', 'the same on this lane alone'],
  ['f F', 'next fault, fault before'],
  ['l L', 'next leader, leader before'],
  ['x', 'jump to the failure'],
  ['m', 'other end of the message or command'],
  ['+ −', 'zoom in, out'],
  ['0', 'the whole run'],
  ['a d', 'move left, right'],
  ['space', 'play, pause'],
  ['/', 'search'],
  ['esc', 'choose nothing, end the search'],
  ['?', 'this help'],
];
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
    return;
  }
  const typing = event.target instanceof HTMLInputElement;
  if (typing) {
    if (event.key === 'Escape') {
      event.target.value = '';
      filter();
      scene.focus();
    } else if (event.key === 'Enter' && filtered.length) {
      scene.focus();
      select(filtered.find(row => row > chosen.row) ?? filtered[0]);
    }
    return;
  }
  if (event.target instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter')) {
    return;
  }
  switch (event.key) {
    case 'ArrowRight': case 'k': step(1, event.shiftKey); break;
    case 'ArrowLeft': case 'j': step(-1, event.shiftKey); break;
    case 'ArrowDown': event.target === $('list') ? step(1) : (view.top += 40, redraw()); break;
    case 'ArrowUp': event.target === $('list') ? step(-1) : (view.top -= 40, redraw()); break;
    case 'Home': select(filtered[0] ?? -1); break;
    case 'End': select(filtered[filtered.length - 1] ?? -1); break;
    case 'f': stepAmong(faultSteps, 1); break;
    case 'F': stepAmong(faultSteps, -1); break;
    case 'l': stepAmong(leaderSteps, 1); break;
    case 'L': stepAmong(leaderSteps, -1); break;
    case 'x': toFailure(); break;
    case 'm': otherEnd(); break;
    case '+': case '=': zoom(.6); break;
    case '-': case '_': zoom(1 / .6); break;
    case '0': all(); break;
    case 'a': view.t0 -= view.span * .25; redraw(); break;
    case 'd': view.t0 += view.span * .25; redraw(); break;
    case ' ': play(!playing); break;
    case '/': $('search').focus(); $('search').select(); break;
    case 'Escape': select(-1); break;
    case '?': openHelp(); break;
    default: return;
  }
  event.preventDefault();
}

// Pointing.
function hitAt(x, y) {
  const inner = y + view.top;
  if (x < GUTTER || y < RULER) {
    return null;
  }
  let weak = null;
  for (let i = hits.length - 1; i >= 0; i--) {
    const hit = hits[i];
    if (x >= hit.x - 1 && x <= hit.x + hit.w + 1 && inner >= hit.y && inner <= hit.y + hit.h) {
      if (!hit.weak) {
        return hit;
      }
      weak = weak ?? hit;
    }
  }
  let best = null, bestDistance = 6;
  for (const s of segments) {
    if (Math.min(s.x0, s.x1) - 6 > x || Math.max(s.x0, s.x1) + 6 < x) {
      continue;
    }
    const dx = s.x1 - s.x0, dy = s.y1 - s.y0;
    const share = Math.max(0, Math.min(1, ((x - s.x0) * dx + (inner - s.y0) * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(x - s.x0 - share * dx, inner - s.y0 - share * dy);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = {arrow: s.arrow, row: share > .5 && s.arrow.end >= 0 ? s.arrow.end : s.arrow.send};
    }
  }
  return best && (bestDistance < 4 || !weak) ? best : weak;
}
function showTip(hit, x, y) {
  const tip = $('tip');
  tip.hidden = !hit;
  if (!hit) {
    return;
  }
  const row = hit.row, send = hit.arrow?.send;
  tip.replaceChildren();
  if (hit.span) {
    tip.append(element('b', hit.span));
  } else if (hit.arrow) {
    const a = hit.arrow;
    tip.append(element('b', `${frameName(send)}${D.slot[send] ? ' ' + D.slot[send] : ''}${ballotOf(send) ? ' @' + ballotOf(send) : ''}`),
      element('div', `n${a.from} → n${a.to}, ` + (a.fate === DELIVERED ? duration(a.t1 - a.t0) : a.fate === LOST ? 'lost, ' + (LOST_BY[D.second[a.end]] ?? '') : 'under way') + (a.copy ? ', a double' : '')));
    if (wordsOf(send)) {
      tip.append(element('p', wordsOf(send)));
    }
  } else if (hit.operation) {
    const o = hit.operation;
    tip.append(element('b', `Call ${o.id} of client ${o.client} at n${o.node}`), element('p', o.text + (o.reply ? '\n→ ' + o.reply : '')),
      element('div', OUTCOME[o.outcome] + (o.slot >= 0 ? `; ${o.within ? 'in' : 'read after'} slot ${o.slot}` : '')));
  } else {
    tip.append(element('b', (whereOf(row) ? whereOf(row) + ': ' : '') + titleOf(row)), element('div', seconds(time[row]) + ' s', 'quiet'));
  }
  const box = $('stage').getBoundingClientRect();
  const left = x + 16 + tip.offsetWidth > box.width ? x - tip.offsetWidth - 12 : x + 16;
  const top = y + 18 + tip.offsetHeight > box.height ? y - tip.offsetHeight - 10 : y + 18;
  tip.style.left = Math.max(4, left) + 'px';
  tip.style.top = Math.max(4, top) + 'px';
}
let drag = null, hoverDue = null;
scene.addEventListener('pointerdown', event => {
  drag = {x: event.offsetX, y: event.offsetY, t0: view.t0, top: view.top, moved: false};
  scene.setPointerCapture(event.pointerId);
});
scene.addEventListener('pointermove', event => {
  if (drag) {
    const dx = event.offsetX - drag.x, dy = event.offsetY - drag.y;
    drag.moved ||= Math.hypot(dx, dy) > 4;
    if (drag.moved) {
      scene.classList.add('dragging');
      $('tip').hidden = true;
      view.t0 = drag.t0 - dx * view.span / (view.width - GUTTER);
      view.top = drag.top - dy;
      redraw();
    }
    return;
  }
  const first = hoverDue === null;
  hoverDue = [event.offsetX, event.offsetY];
  if (first) {
    requestAnimationFrame(() => {
      const [x, y] = hoverDue;
      hoverDue = null;
      cursorMicros = x >= GUTTER ? timeOf(x) : null;
      chosen.hover = hitAt(x, y);
      scene.style.cursor = chosen.hover ? 'pointer' : '';
      showTip(chosen.hover, x, y + overview.offsetHeight);
      redraw();
    });
  }
});
scene.addEventListener('pointerup', event => {
  const was = drag;
  drag = null;
  scene.classList.remove('dragging');
  if (was && !was.moved) {
    const hit = hitAt(event.offsetX, event.offsetY);
    select(hit ? hit.row : -1, false);
  }
});
scene.addEventListener('pointerleave', () => {
  $('tip').hidden = true;
  chosen.hover = null;
  cursorMicros = null;
  redraw();
});
scene.addEventListener('dblclick', event => zoom(.35, timeOf(event.offsetX)));
scene.addEventListener('wheel', event => {
  event.preventDefault();
  const unit = event.deltaMode === 1 ? 16 : 1;
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
    view.t0 += sideways * unit * view.span / (view.width - GUTTER);
    redraw();
  } else {
    zoom(Math.exp(Math.max(-120, Math.min(120, event.deltaY * unit)) * .004), timeOf(Math.max(GUTTER, event.offsetX)));
  }
}, {passive: false});
function moveOverview(event) {
  const share = (event.offsetX - GUTTER) / (overview.clientWidth - GUTTER - 12);
  const t = Math.max(0, Math.min(1, share)) * endMicros;
  if (view.span > endMicros * .8) {
    view.span = endMicros / 10;
  }
  view.t0 = t - view.span / 2;
  redraw();
}
overview.addEventListener('pointerdown', event => {
  overview.setPointerCapture(event.pointerId);
  moveOverview(event);
});
overview.addEventListener('pointermove', event => event.buttons && moveOverview(event));

// The head, the legend, the dialogs.
const LEGEND_SHAPE = {slots: 'block', disk: 'dot', client: 'block', fault: 'dot', role: 'block'};
function buildLegend() {
  GROUPS.forEach((name, g) => {
    if (!groupCount[g]) {
      return;
    }
    const button = element('button');
    button.type = 'button';
    button.dataset.group = name;
    button.setAttribute('aria-pressed', 'true');
    const kinds = g < FAMILIES.length ? D.frames.filter((_, at) => D.families[at] === name).join(', ') : '';
    button.title = (kinds || GROUP_TITLE[name]) + '. Click to leave out, double click to show these alone.';
    const sign = element('i', undefined, LEGEND_SHAPE[name]);
    sign.style.setProperty('--colour', colourOfGroup(g));
    button.append(sign, element('span', GROUP_TITLE[name]), element('small', groupCount[g].toLocaleString('en')));
    button.addEventListener('click', () => {
      shown.group[g] ^= 1;
      showLegend();
    });
    button.addEventListener('dblclick', () => {
      const alone = shown.group.every((on, other) => on === 0 || other === g || !groupCount[other]);
      shown.group.fill(alone ? 1 : 0);
      shown.group[g] = 1;
      showLegend();
    });
    $('legend').append(button);
  });
}
function showLegend() {
  for (const button of $('legend').children) {
    button.setAttribute('aria-pressed', String(shown.group[GROUP[button.dataset.group]] === 1));
  }
  filter();
}
function openHelp() {
  if (!$('keys').childNodes.length) {
    for (const [keys, what] of KEYS) {
      const term = element('dt');
      for (const key of keys.split(' ')) {
        term.append(element('kbd', key), ' ');
      }
      $('keys').append(term, element('dd', what));
    }
    buildSigns();
  }
  $('help').showModal();
}
function buildSigns() {
  const sign = (words, paint) => {
    const canvas = element('canvas');
    canvas.width = 88;
    canvas.height = 36;
    const c = canvas.getContext('2d');
    c.scale(2, 2);
    paint(c);
    const term = element('dt');
    term.append(canvas);
    $('signs').append(term, element('dd', words));
  };
  const line = (c, y, paint, dash = []) => {
    c.strokeStyle = paint;
    c.lineWidth = 1.6;
    c.setLineDash(dash);
    c.beginPath();
    c.moveTo(2, y);
    c.lineTo(42, y);
    c.stroke();
    c.setLineDash([]);
  };
  for (const name of FAMILIES.filter(name => groupCount[GROUP[name]])) {
    sign(D.frames.filter((_, at) => D.families[at] === name).join(', '), c => line(c, 9, colour[name]));
  }
  sign('a message that is lost ends in the air', c => {
    line(c, 9, colour.replication, [4, 3]);
    c.strokeStyle = colour.bad;
    c.beginPath();
    c.moveTo(34, 5); c.lineTo(42, 13); c.moveTo(34, 13); c.lineTo(42, 5);
    c.stroke();
  });
  sign('its double', c => line(c, 9, colour.replication, [2, 3]));
  sign('leads; the tint is that of its ballot. Thin: follows; hatched: candidate', c => {
    c.fillStyle = TINTS[0];
    c.fillRect(2, 3, 24, 12);
    c.fillRect(28, 7, 14, 4);
  });
  sign('process killed · starts · is up', c => {
    glyph(c, 'KILL', 8, 9);
    glyph(c, 'BOOT', 23, 9);
    glyph(c, 'UP', 36, 9);
  });
  sign('power lost · snapshot · other fault', c => {
    glyph(c, 'POWER_LOSS', 8, 9);
    glyph(c, 'INSTALL', 23, 9);
    glyph(c, 'OTHER', 36, 9);
  });
  sign('slot taken for chosen, above; applied, below', c => {
    c.fillStyle = colour.replication;
    c.fillRect(12, 2, 2, 7);
    c.fillStyle = colour.read;
    c.fillRect(24, 10, 2, 7);
  });
  sign('disk: record written · promise · synced', c => {
    c.fillStyle = colour.faint;
    c.fillRect(8, 6, 1.4, 7);
    c.fillStyle = colour.election;
    c.fillRect(22, 6, 1.4, 7);
    c.fillStyle = colour.quiet;
    c.beginPath();
    c.arc(36, 9, 2.4, 0, 7);
    c.fill();
  });
  sign('command: answered, with the moment of its effect', c => {
    c.fillStyle = colour.op;
    c.fillRect(2, 3, 40, 12);
    c.fillStyle = colour.point;
    c.beginPath();
    c.arc(26, 9, 3.4, 0, 7);
    c.fill();
  });
  sign('command: refused · outcome unknown', c => {
    c.strokeStyle = colour.faint;
    c.strokeRect(2.5, 3.5, 17, 11);
    c.fillStyle = colour.faint;
    for (let x = 24; x < 42; x += 4) {
      c.fillRect(x, 3, 1.5, 12);
    }
  });
}
function buildHead() {
  $('seed').textContent = D.seed;
  const verdict = $('verdict');
  verdict.textContent = D.code ? D.code + ' failed' : 'passed';
  verdict.classList.toggle('failed', !!D.code);
  const first = D.draw.split('\n')[0];
  $('summary').textContent = `${first} · ${seconds(endMicros, 1)} s simulated · trace ${D.hash}`;
  $('summary').title = $('summary').textContent;
  if (D.code) {
    $('failure').hidden = false;
    $('failureText').textContent = D.what;
  }
  if (D.leftOut.length) {
    $('leftOut').hidden = false;
    $('leftOut').textContent = `${N.toLocaleString('en')} of ${D.total.toLocaleString('en')} events are on this page. Left out: ${D.leftOut.join('; ').replace(/\b\d{4,}\b/g, digits => Number(digits).toLocaleString('en'))}.`;
  }
  $('draw').textContent = D.draw.trim();
  for (const [name, count] of D.faults) {
    const item = element('li');
    item.append(element('b', count), name.toLowerCase().replaceAll('_', ' '));
    $('faults').append(item);
  }
  for (const [name, value] of D.facts) {
    fact($('facts'), name, value);
  }
}

/** A link leads to an event, as in #event-712, or to a stretch of time in seconds, as in #8.1-8.4s. */
function fromHash() {
  const stretch = /^#(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)s$/.exec(location.hash);
  if (stretch && Number(stretch[2]) > Number(stretch[1])) {
    view.t0 = Number(stretch[1]) * 1e6;
    view.span = Number(stretch[2]) * 1e6 - view.t0;
    redraw();
    return true;
  }
  const match = /^#event-(\d+)$/.exec(location.hash);
  if (!match || !N) {
    return false;
  }
  const row = rowOfPosition(Number(match[1]));
  if (row !== chosen.row) {
    if (view.span > endMicros / 4) {
      view.span = closeSpan();
      view.t0 = time[row] - view.span / 2;
    }
    select(row);
  }
  return true;
}

readColours();
buildHead();
buildLegend();
resize();
buildGutter();
filter();
showDetail();
all();
if (!fromHash() && failureRow >= 0) {
  toFailure();
}
new ResizeObserver(resize).observe($('stage'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  readColours();
  hatches.clear();
  overviewImage = null;
  redraw();
});
document.addEventListener('keydown', onKey);
addEventListener('hashchange', fromHash);
$('list').addEventListener('scroll', fillList);
$('list').addEventListener('click', event => {
  const row = event.target.closest('.row');
  if (row) {
    select(Number(row.dataset.row));
  }
});
$('search').addEventListener('input', filter);
$('play').addEventListener('click', () => play(!playing));
$('zoomIn').addEventListener('click', () => zoom(.6));
$('zoomOut').addEventListener('click', () => zoom(1 / .6));
$('zoomAll').addEventListener('click', all);
$('before').addEventListener('click', () => step(-1));
$('after').addEventListener('click', () => step(1));
$('nextFault').addEventListener('click', () => stepAmong(faultSteps, 1));
$('nextLeader').addEventListener('click', () => stepAmong(leaderSteps, 1));
$('toFailure').addEventListener('click', toFailure);
$('openHelp').addEventListener('click', openHelp);
$('openDraw').addEventListener('click', () => $('drawn').showModal());
drawAll();

// For the page's tests and for people at the browser's console.
window.rehearsal = {
  startMillis: performance.now() - startedAt,
  lanes: () => lanes.map(lane => lane.kind),
  events: N,
  total: D.total,
  positionOf: row => position[row],
  filtered: () => filtered.length,
  arrows: arrows.length,
  chosen: () => chosen.row < 0 ? null : {row: chosen.row, position: position[chosen.row], kind: kindOf(chosen.row), title: titleOf(chosen.row), node: D.node[chosen.row]},
  titleOf,
  select: row => select(row),
  show: (from, to) => {
    view.t0 = from;
    view.span = to - from;
    redraw();
  },
  view: () => ({from: view.t0, to: view.t0 + view.span}),
  pointOf: row => {
    const at = pointOf(row), box = scene.getBoundingClientRect();
    return at && {x: box.left + at.x, y: box.top + at.y - view.top};
  },
  zoomTo: row => {
    view.span = closeSpan() / 4;
    view.t0 = time[row] - view.span * .4;
    redraw();
  },
  middleOf: row => {
    const s = segments.find(segment => segment.arrow.send === row), box = scene.getBoundingClientRect();
    return s && {x: box.left + (s.x0 + s.x1) / 2, y: box.top + (s.y0 + s.y1) / 2 - view.top};
  },
  rowsOfKind: kind => Array.from({length: N}, (_, i) => i).filter(i => kindOf(i) === kind),
  operations: () => [...operations.values()],
  arrowsInView: () => segments.length,
  /** Moves and zooms over the whole run for a while; milliseconds of drawing and between frames, sorted. */
  measure: (millis = 1500) => new Promise(resolve => {
    const drawn = [], between = [];
    const begun = performance.now();
    let before = begun;
    const turn = now => {
      const share = (now - begun) / millis;
      const wide = share < .4 ? 1.03 : share < .7 ? .35 : .06;
      view.span = endMicros * wide;
      view.t0 = (endMicros - view.span) * ((share * 3) % 1);
      clampView();
      const start = performance.now();
      draw();
      drawOverview();
      placeGutter();
      drawn.push(performance.now() - start);
      between.push(now - before);
      before = now;
      if (now - begun < millis) {
        requestAnimationFrame(turn);
      } else {
        const sort = list => list.sort((a, b) => a - b);
        resolve({frames: drawn.length, drawn: sort(drawn), between: sort(between.slice(1))});
      }
    };
    requestAnimationFrame(turn);
  }),
};
