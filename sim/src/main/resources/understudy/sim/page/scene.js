// The lanes, drawn. Only what is in view is touched; what would fall on the same pixels is drawn once.

const GUTTER = 128, RULER = 28, MARGIN = 14;
const scene = document.getElementById('scene');
const overview = document.getElementById('overview');
const pen = scene.getContext('2d');
const small = overview.getContext('2d');
const view = {t0: 0, span: endMicros, top: 0, width: 800, height: 600, ratio: 1};
const shown = {group: new Uint8Array(GROUPS.length).fill(1), hiddenLanes: new Set()};
const chosen = {row: -1, hover: null};
let cursorMicros = null; // the moment under the pointer
let lanes = [], contentHeight = 0, laneOf = new Map();
let colour = {};
let hits = []; // what was drawn and can be pointed at: boxes of rows
let segments = []; // arrows in view with their ends on the canvas
let lastDrawMillis = 0, framesDrawn = 0;

// Paul Tol's light scheme: tints that stay apart for all kinds of colour vision.
const TINTS = ['#77aadd', '#ee8866', '#bbcc33', '#ffaabb', '#44bb99', '#eedd88', '#99ddff'];
const tintOf = ballot => TINTS[(ballotOrder.get(ballot) ?? 0) % TINTS.length];

function readColours() {
  const style = getComputedStyle(document.documentElement);
  colour = {};
  for (const name of ['paper', 'panel', 'ink', 'quiet', 'faint', 'line', 'stripe', 'accent', 'bad', 'good', 'void', 'cut', 'clog',
    'op', 'op-ink', 'op-bad', 'point', ...FAMILIES]) {
    colour[name] = style.getPropertyValue('--' + name).trim();
  }
  const sans = style.getPropertyValue('--sans').trim();
  colour.font = size => `${size}px ${sans}`;
  colour.bold = size => `600 ${size}px ${sans}`;
  colour.dark = matchMedia('(prefers-color-scheme: dark)').matches;
}

const xOf = micros => GUTTER + (micros - view.t0) * (view.width - GUTTER) / view.span;
const timeOf = x => view.t0 + (x - GUTTER) * view.span / (view.width - GUTTER);
const minSpan = 50;

function layOut() {
  const network = cuts.length || clogs.length;
  // Commands that lie beside each other in time lie above each other in their lane.
  const wanted = clients.map(client => Math.max(26, Math.min(62, (rowsOf.get(client) ?? 1) * 11 + 8)));
  const rest = view.height - RULER - MARGIN - (network ? 46 : 0) - 26;
  const sum = wanted.reduce((total, height) => total + height, 0);
  const share = Math.min(1, Math.max(.5, (rest - nodes.length * 88) / Math.max(1, sum)));
  const heights = wanted.map(height => Math.max(22, height * share));
  const free = rest - heights.reduce((total, height) => total + height, 0);
  const nodeHeight = Math.max(78, Math.min(190, free / Math.max(1, nodes.length)));
  let y = RULER + 8;
  lanes = [];
  if (network) {
    lanes.push({kind: 'network', y, height: 40, id: 0});
    y += 46;
  }
  for (const lane of nodes) {
    lanes.push({kind: 'node', y, height: nodeHeight, id: lane.node, lane, life: y + nodeHeight * .42});
    y += nodeHeight;
  }
  y += 12;
  for (const client of clients) {
    const height = heights[client - 1];
    lanes.push({kind: 'client', y, height, id: -client, client, life: y + height / 2});
    y += height;
  }
  contentHeight = y + MARGIN;
  laneOf = new Map(lanes.map(lane => [lane.id, lane]));
  view.top = Math.max(0, Math.min(view.top, contentHeight - view.height));
}

function clampView() {
  view.span = Math.max(minSpan, Math.min(view.span, endMicros * 1.04));
  const air = view.span * .4;
  view.t0 = Math.max(-Math.min(air, endMicros * .02 + view.span * .1), Math.min(view.t0, endMicros - view.span + air * .5));
  view.top = Math.max(0, Math.min(view.top, Math.max(0, contentHeight - view.height)));
}

/** Whether a label has room at a place of a line, given where the line's last label ended. */
const taken = new Map();
function roomFor(line, from, to) {
  if (from < (taken.get(line) ?? -Infinity)) {
    return false;
  }
  taken.set(line, to + 6);
  return true;
}
const widths = new Map();
function widthOf(text) {
  const key = pen.font + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 20000) {
      widths.clear();
    }
    widths.set(key, width = pen.measureText(text).width);
  }
  return width;
}
function fitted(text, width) {
  if (width < 14) {
    return '';
  }
  if (widthOf(text) <= width) {
    return text;
  }
  let keep = Math.floor(text.length * width / widthOf(text));
  while (keep > 1 && widthOf(text.slice(0, keep) + '…') > width) {
    keep--;
  }
  return keep > 1 ? text.slice(0, keep) + '…' : '';
}
function pill(x, y, width, height) {
  pen.beginPath();
  pen.roundRect(x, y, width, height, Math.min(3, width / 2, height / 2));
}
let hatches = new Map();
function hatch(paint, gap = 6) {
  const key = paint + gap;
  if (!hatches.has(key)) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = gap * view.ratio;
    const c = tile.getContext('2d');
    c.scale(view.ratio, view.ratio);
    c.strokeStyle = paint;
    c.lineWidth = 1;
    c.beginPath();
    for (const shift of [-gap, 0, gap]) {
      c.moveTo(shift, gap);
      c.lineTo(shift + gap, 0);
    }
    c.stroke();
    const pattern = pen.createPattern(tile, 'repeat');
    pattern.setTransform(new DOMMatrix().scale(1 / view.ratio));
    hatches.set(key, pattern);
  }
  return hatches.get(key);
}
const clampX = x => Math.max(GUTTER - 4, Math.min(view.width + 4, x));
const inView = span => span.t1 >= view.t0 && span.t0 <= view.t0 + view.span;

function draw() {
  const begun = performance.now();
  hits = [];
  segments = [];
  taken.clear();
  pen.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  pen.fillStyle = colour.paper;
  pen.fillRect(0, 0, view.width, view.height);
  pen.save();
  pen.beginPath();
  pen.rect(0, RULER, view.width, view.height - RULER);
  pen.clip();
  pen.translate(0, -view.top);
  drawGround();
  pen.save();
  pen.beginPath();
  pen.rect(GUTTER, 0, view.width - GUTTER, contentHeight + view.height);
  pen.clip();
  drawNetwork();
  for (const lane of lanes) {
    if (lane.kind === 'node') {
      drawLife(lane);
    }
  }
  drawArrows();
  for (const lane of lanes) {
    if (lane.kind === 'node') {
      drawRoles(lane);
    }
  }
  for (const lane of lanes) {
    if (lane.kind === 'node') {
      drawSteps(lane);
      drawMarks(lane);
    } else if (lane.kind === 'client') {
      drawClient(lane);
    }
  }
  drawFailure();
  drawPointers();
  pen.restore();
  pen.restore();
  drawRuler();
  lastDrawMillis = performance.now() - begun;
  framesDrawn++;
}

function drawGround() {
  for (const lane of lanes) {
    if (lane.kind === 'client') {
      pen.fillStyle = colour.line;
      pen.fillRect(GUTTER, lane.y + lane.height - .5, view.width, .5);
    } else if (lane.kind === 'node') {
      pen.fillStyle = lane.id % 2 ? colour.stripe : colour.paper;
      pen.fillRect(0, lane.y, view.width, lane.height);
    }
  }
  const first = lanes.find(lane => lane.kind === 'node'), last = lanes.filter(lane => lane.kind === 'node').pop();
  for (const [from, to] of [[-1e15, D.detail[0]], [D.detail[1], 1e15]]) {
    const x0 = Math.max(GUTTER, xOf(from)), x1 = Math.min(view.width, xOf(Math.min(to, endMicros)));
    if (x1 > x0 + 1 && (from < 0 ? to > 0 : from < endMicros)) {
      pen.globalAlpha = .5;
      pen.fillStyle = hatch(colour.line, 10);
      pen.fillRect(x0, first.y, x1 - x0, last.y + last.height - first.y);
      pen.globalAlpha = 1;
      label('messages are left out here', x0, x1, first.y + 12, 'left out', colour.quiet);
    }
  }
  const step = stepOf(view.span, view.width - GUTTER);
  pen.fillStyle = colour.line;
  pen.globalAlpha = .6;
  for (let t = Math.ceil(Math.max(0, view.t0) / step) * step; t <= Math.min(endMicros, view.t0 + view.span); t += step) {
    const x = xOf(t);
    if (x > GUTTER) {
      pen.fillRect(x, view.top, 1, view.height);
    }
  }
  pen.globalAlpha = 1;
}

function drawNetwork() {
  const lane = laneOf.get(0);
  if (!lane || !shown.group[GROUP.fault]) {
    return;
  }
  const first = lanes.find(l => l.kind === 'node'), last = lanes.filter(l => l.kind === 'node').pop();
  for (const [spans, paint, y, words] of [[cuts, colour.cut, lane.y, 'cut  '], [clogs, colour.clog, lane.y + 21, 'clogged  ']]) {
    let until = -1;
    for (const span of spans) {
      if (!inView(span)) {
        continue;
      }
      const x0 = clampX(xOf(span.t0)), x1 = Math.max(x0 + 1, clampX(xOf(span.t1)));
      if (x1 <= until) {
        continue;
      }
      until = x1;
      if (spans === cuts) {
        pen.globalAlpha = colour.dark ? .09 : .05;
        pen.fillStyle = paint;
        pen.fillRect(x0, first.y, x1 - x0, last.y + last.height - first.y);
      }
      pen.globalAlpha = .16;
      pen.fillStyle = paint;
      pill(x0, y, x1 - x0 - (x1 - x0 > 3 ? 1 : 0), 18);
      pen.fill();
      pen.globalAlpha = 1;
      pen.font = colour.font(11);
      const start = Math.max(x0, GUTTER);
      const text = fitted(span.name, x1 - start - 12);
      if (text) {
        pen.fillStyle = paint;
        pen.fillText(text, start + 6, y + 13);
      }
      hits.push({x: x0, y, w: x1 - x0, h: 18, row: span.event, span: words + span.name + ' for ' + duration(span.t1 - span.t0)});
    }
  }
}

function drawLife(place) {
  const {lane, life, y, height} = place;
  const dim = shown.hiddenLanes.has(place.id);
  pen.globalAlpha = dim ? .25 : 1;
  for (const span of [...lane.down, ...lane.starting].filter(inView)) {
    const x0 = clampX(xOf(span.t0)), x1 = clampX(xOf(span.t1));
    pen.fillStyle = colour.void;
    pen.fillRect(x0, y + 1, Math.max(.75, x1 - x0), height - 2);
  }
  for (const span of lane.slow.filter(inView)) {
    const x0 = clampX(xOf(span.t0)), x1 = clampX(xOf(span.t1));
    pen.globalAlpha = dim ? .05 : .12;
    pen.fillStyle = colour.repair;
    pen.fillRect(x0, y + 2, Math.max(1, x1 - x0), height - 4);
    pen.globalAlpha = dim ? .25 : 1;
    label('slow ×' + span.factor, x0, x1, y + 13, place.id + 'band', colour.repair);
  }
  for (const span of lane.stalled.filter(inView)) {
    const x0 = clampX(xOf(span.t0)), x1 = clampX(xOf(span.t1));
    pen.fillStyle = hatch(colour.repair);
    pen.globalAlpha = dim ? .2 : .55;
    pen.fillRect(x0, life + 20, Math.max(1, x1 - x0), Math.max(8, y + height - life - 26));
    pen.globalAlpha = dim ? .25 : 1;
    label('disk stalls', x0, x1, y + height - 8, place.id + 'stall', colour.repair);
  }
  for (const span of lane.paused.filter(inView)) {
    const x0 = clampX(xOf(span.t0)), x1 = clampX(xOf(span.t1));
    pen.fillStyle = hatch(colour.faint);
    pen.globalAlpha = dim ? .2 : .6;
    pen.fillRect(x0, y + 2, Math.max(1, x1 - x0), height - 4);
    pen.globalAlpha = dim ? .25 : 1;
    label('paused', x0, x1, y + 13, place.id + 'band', colour.quiet);
  }
  // The line of life: dotted while nothing runs, dashed while a process starts.
  pen.strokeStyle = colour.faint;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(GUTTER, life);
  pen.lineTo(clampX(xOf(endMicros)), life);
  pen.stroke();
  for (const [spans, dash, words] of [[lane.down, [1, 4], 'down'], [lane.starting, [5, 3], 'starting']]) {
    for (const span of spans.filter(inView)) {
      const x0 = clampX(xOf(span.t0)), x1 = clampX(xOf(span.t1));
      if (x1 - x0 < 2) {
        continue;
      }
      pen.fillStyle = colour.void;
      pen.fillRect(x0, life - 3, x1 - x0, 6);
      pen.strokeStyle = colour.faint;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(x0, life);
      pen.lineTo(x1, life);
      pen.stroke();
      pen.setLineDash([]);
      label(words, x0, x1, life + 16, place.id + 'down', colour.faint);
    }
  }
  pen.globalAlpha = 1;
}

function drawRoles(place) {
  const {lane, life} = place;
  const dim = shown.hiddenLanes.has(place.id);
  if (shown.group[GROUP.role]) {
    for (const span of lane.roles.filter(inView)) {
      const x0 = clampX(xOf(span.t0)), x1 = Math.max(x0 + 1, clampX(xOf(span.t1)));
      const leads = span.role === 'leader';
      pen.fillStyle = span.role === 'candidate' ? hatch(colour.quiet, 4) : leads || span.leader ? tintOf(span.ballot) : colour.faint;
      const half = leads ? 7 : 2.5;
      pen.globalAlpha = (dim ? .25 : 1) * (leads ? 1 : .8) * (colour.dark ? .85 : 1);
      pill(x0, life - half, x1 - x0, 2 * half);
      pen.fill();
      pen.globalAlpha = dim ? .25 : 1;
      if (leads) {
        pen.font = colour.bold(11);
        const start = Math.max(x0, GUTTER);
        const text = x1 - start > 26 ? fitted('leads ' + span.ballot, x1 - start - 12) : '';
        if (text) {
          pen.fillStyle = '#1d2a36';
          pen.fillText(text, start + 6, life + 4);
        }
      }
      hits.push({x: x0, y: life - Math.max(4, half), w: x1 - x0, h: 2 * Math.max(4, half), row: span.event, weak: true});
    }
  }
  pen.globalAlpha = 1;
}

function label(text, x0, x1, y, line, paint) {
  pen.font = colour.font(10.5);
  const width = widthOf(text);
  if (x1 - x0 > width + 10 && roomFor(line, x0 + 5, x0 + 5 + width)) {
    pen.fillStyle = paint;
    pen.fillText(text, x0 + 5, y);
  }
}

const MANY_ARROWS = 2500;
function drawArrows() {
  const until = view.t0 + view.span;
  const seen = new Map();
  const batches = new Map();
  const lossMarks = [];
  let inSight = 0;
  let block = 0;
  for (let i = 0; i < arrows.length; i++) {
    if (i % BLOCK === 0) {
      block = i / BLOCK;
      if (latestOfBlock[block] < view.t0) {
        i += BLOCK - 1;
        continue;
      }
    }
    const arrow = arrows[i];
    if (arrow.t0 > until) {
      break;
    }
    if (arrow.drawnEnd < view.t0 || !shown.group[arrow.family]) {
      continue;
    }
    if (shown.hiddenLanes.size && (shown.hiddenLanes.has(arrow.from) || shown.hiddenLanes.has(arrow.to))) {
      continue;
    }
    const from = laneOf.get(arrow.from), to = laneOf.get(arrow.to);
    if (!from || !to) {
      continue;
    }
    const x0 = xOf(arrow.t0), x1 = xOf(arrow.drawnEnd);
    const key = ((arrow.from * 16 + arrow.to) * 16 + arrow.family) * 4 + arrow.fate;
    const pixel = Math.round(x0) * 4096 + Math.round(x1 - x0);
    if (seen.get(key) === pixel) {
      continue;
    }
    seen.set(key, pixel);
    inSight++;
    const y0 = from.life, y1 = from.life + (to.life - from.life) * arrow.reach;
    segments.push({arrow, x0, y0, x1, y1});
  }
  const crowded = inSight > MANY_ARROWS;
  for (const segment of segments) {
    const {arrow} = segment;
    const style = arrow.family * 8 + arrow.fate * 2 + (arrow.copy > 0 ? 1 : 0);
    batches.has(style) ? batches.get(style).push(segment) : batches.set(style, [segment]);
    if (arrow.fate === LOST) {
      lossMarks.push(segment);
    }
  }
  const density = Math.min(1, (260 / Math.max(1, inSight)) ** .6);
  // Heartbeats lie at the bottom, elections on top.
  const order = [...batches.keys()].sort((a, b) => (weight(b >> 3) - weight(a >> 3)) || a - b);
  const heads = !crowded && inSight < 900;
  for (const style of order) {
    const family = style >> 3, fate = (style >> 1) & 3, doubled = style & 1;
    const heartbeat = family === GROUP.heartbeat;
    pen.strokeStyle = pen.fillStyle = colour[FAMILIES[family]];
    pen.globalAlpha = Math.max(.07, (fate === LOST ? .8 : 1) * (heartbeat ? density * .8 : family === GROUP.election ? Math.max(.5, density) : density));
    pen.lineWidth = inSight > 300 ? .8 : heartbeat ? 1 : 1.3;
    pen.setLineDash(doubled && !crowded ? [2, 3] : fate !== DELIVERED && !crowded ? [5, 3] : []);
    const list = batches.get(style);
    // Short paths: a browser draws many of them faster than one long.
    for (let at = 0; at < list.length; at += 64) {
      pen.beginPath();
      for (let i = at; i < Math.min(list.length, at + 64); i++) {
        pen.moveTo(list[i].x0, list[i].y0);
        pen.lineTo(list[i].x1, list[i].y1);
      }
      pen.stroke();
    }
    pen.setLineDash([]);
    if (heads && fate === DELIVERED) {
      pen.beginPath();
      for (const s of list) {
        headAt(s.x0, s.y0, s.x1, s.y1, s.arrow.to);
      }
      pen.fill();
    }
  }
  pen.globalAlpha = Math.max(.16, density);
  pen.strokeStyle = colour.bad;
  pen.lineWidth = 1.3;
  const arm = crowded ? 1.5 : inSight > 400 ? 2.5 : 3.5;
  for (let at = 0; at < lossMarks.length; at += 64) {
    pen.beginPath();
    for (let i = at; i < Math.min(lossMarks.length, at + 64); i++) {
      const {x1, y1} = lossMarks[i];
      pen.moveTo(x1 - arm, y1 - arm);
      pen.lineTo(x1 + arm, y1 + arm);
      pen.moveTo(x1 - arm, y1 + arm);
      pen.lineTo(x1 + arm, y1 - arm);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
  if (inSight <= 160) {
    nameArrows();
  }
}
const weight = family => family === GROUP.heartbeat ? 3 : family === GROUP.election ? 0 : family === GROUP.repair ? 1 : 2;

function headAt(x0, y0, x1, y1, to) {
  const dx = x1 - x0, dy = y1 - y0, length = Math.hypot(dx, dy) || 1;
  const ux = dx / length, uy = dy / length, size = 6;
  // The head ends at the rim of the receiver's bar, not at its middle.
  const back = Math.min(length / 2, 4 / Math.max(.2, Math.abs(uy)));
  const x = x1 - ux * back, y = y1 - uy * back;
  pen.moveTo(x, y);
  pen.lineTo(x - ux * size - uy * size * .42, y - uy * size + ux * size * .42);
  pen.lineTo(x - ux * size + uy * size * .42, y - uy * size - ux * size * .42);
}

function arrowName(arrow) {
  const slot = D.slot[arrow.send];
  return frameName(arrow.send) + (slot ? ' ' + slot : '') + (arrow.family === GROUP.election && ballotOf(arrow.send) ? ' ' + ballotOf(arrow.send) : '');
}
/** Names along the arrows, as long as they do not lie on each other. */
function nameArrows() {
  const boxes = [];
  pen.font = colour.font(10.5);
  const byWeight = [...segments].sort((a, b) => weight(a.arrow.family) - weight(b.arrow.family));
  for (const s of byWeight) {
    const text = arrowName(s.arrow) + (s.arrow.copy > 0 ? ' again' : '');
    const dx = s.x1 - s.x0, dy = s.y1 - s.y0, length = Math.hypot(dx, dy), width = widthOf(text);
    if (length < width + 34 || Math.abs(dx) < 9 && segments.length > 40 || s.x1 < GUTTER || s.x0 > view.width) {
      continue;
    }
    let placed = false;
    for (const share of [.5, .35, .65]) {
      const cx = s.x0 + dx * share, cy = s.y0 + dy * share;
      const reachX = Math.abs(dx / length) * width / 2 + 7, reachY = Math.abs(dy / length) * width / 2 + 7;
      const box = [cx - reachX, cy - reachY, cx + reachX, cy + reachY];
      if (cx < GUTTER + 10 || boxes.some(b => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) {
        continue;
      }
      boxes.push(box);
      pen.save();
      pen.translate(cx, cy);
      pen.rotate(Math.atan2(dy, dx) + (dx < 0 ? Math.PI : 0));
      pen.textAlign = 'center';
      pen.strokeStyle = colour.paper;
      pen.lineWidth = 3;
      pen.lineJoin = 'round';
      pen.strokeText(text, 0, -3);
      pen.fillStyle = s.arrow.family === GROUP.heartbeat ? colour.quiet : colour[FAMILIES[s.arrow.family]];
      pen.fillText(text, 0, -3);
      pen.restore();
      placed = true;
      break;
    }
    if (!placed && boxes.length > 60) {
      break;
    }
  }
}

/** Chosen and applied slots, and what the disk does, in two rows under the line of life. */
function drawSteps(place) {
  const {lane, life} = place;
  const dim = shown.hiddenLanes.has(place.id);
  const until = view.t0 + view.span;
  pen.globalAlpha = dim ? .2 : 1;
  if (shown.group[GROUP.slots]) {
    for (const [list, y, paint, applied] of [[lane.chosen, life + 13, colour.replication, false], [lane.applied, life + 20, colour.read, true]]) {
      let lastX = -9;
      pen.fillStyle = paint;
      for (let i = firstFrom(list, view.t0 - view.span * .02); i < list.length && list[i].t <= until; i++) {
        const x = xOf(list[i].t);
        if (x - lastX < 1) {
          continue;
        }
        pen.fillRect(x - .75, y, 1.5, 6);
        if (!applied) {
          pen.font = colour.font(10);
          const text = String(list[i].slot), width = widthOf(text);
          const next = i + 1 < list.length ? xOf(list[i + 1].t) : Infinity;
          if (next - x > width + 8 && roomFor(place.id + 'slot', x + 3, x + 3 + width)) {
            pen.fillText(text, x + 3, y + 7);
          }
        }
        if (x - lastX > 3) {
          hits.push({x: x - 3, y: y - 1, w: 6, h: 7, row: list[i].event});
        }
        lastX = x;
      }
    }
  }
  if (shown.group[GROUP.disk]) {
    const y = life + 30;
    let lastAppend = -9, lastSync = -9;
    for (let i = firstRow(lane.disk, view.t0); i < lane.disk.length; i++) {
      const row = lane.disk[i];
      if (time[row] > until) {
        break;
      }
      const x = xOf(time[row]), kind = kindOf(row);
      if (kind === 'SYNC') {
        if (x - lastSync >= 1.5) {
          pen.fillStyle = colour.quiet;
          pen.beginPath();
          pen.arc(x, y + 3, view.span > 3e6 ? 1 : 2, 0, 7);
          pen.fill();
          lastSync = x;
        }
      } else if (x - lastAppend >= 1.5) {
        pen.fillStyle = kind === 'PROMISE' ? colour.election : kind === 'COMMITTED' ? colour.read : colour.faint;
        pen.fillRect(x - .5, y, 1, 6);
        lastAppend = x;
      } else {
        continue;
      }
      hits.push({x: x - 3, y: y - 1, w: 6, h: 8, row, weak: true});
    }
  }
  pen.globalAlpha = 1;
}
function firstFrom(list, micros) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    list[middle].t < micros ? low = middle + 1 : high = middle;
  }
  return low;
}
function firstRow(rows, micros) {
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    time[rows[middle]] < micros ? low = middle + 1 : high = middle;
  }
  return low;
}

const MARK_WORDS = {
  KILL: 'killed', POWER_LOSS: 'power lost', BOOT: '', UP: 'up', PAUSE: '', RESUME: '', SLOW: '', STALL: '', SPOILT: '',
  INSTALL: 'snapshot', SNAPSHOT: 'takes snapshot', RESET: '', NOTE: '',
};
function drawMarks(place) {
  const {lane, life} = place;
  pen.globalAlpha = shown.hiddenLanes.has(place.id) ? .25 : 1;
  let lastX = -9, lastKind = '';
  for (let i = firstRow(lane.marks, view.t0 - view.span * .1); i < lane.marks.length; i++) {
    const row = lane.marks[i];
    if (time[row] > view.t0 + view.span) {
      break;
    }
    if (!shown.group[group[row]]) {
      continue;
    }
    const x = xOf(time[row]), kind = kindOf(row);
    const dull = ['BOOT', 'RESUME', 'SPOILT'].includes(kind);
    if (x - lastX < 6 && (dull || kind === lastKind && x - lastX < 6)) {
      continue;
    }
    lastX = x;
    lastKind = kind;
    const aside = kind === 'INSTALL' || kind === 'SNAPSHOT';
    glyph(pen, kind, x, aside ? life - 14 : life, kind === 'SPOILT' ? D.first[row] + D.second[row] : 1);
    let text = MARK_WORDS[kind];
    if (kind === 'SPOILT' && D.first[row] + D.second[row] > 0) {
      text = `${D.first[row]} lost, ${D.second[row]} torn`;
    } else if (kind === 'FAULT') {
      text = wordsOf(row).replaceAll('-', ' ');
    } else if (kind === 'NOTE') {
      text = wordsOf(row).replace(/^died killed/, 'died').slice(0, 40);
    } else if (text === undefined) {
      text = kind.toLowerCase().replaceAll('_', ' ');
    }
    if (text) {
      pen.font = colour.font(10.5);
      const width = widthOf(text);
      const above = kind !== 'SPOILT';
      if (roomFor(place.id + (above ? 'mark' : 'spoilt'), x - 4, x + 10 + width)) {
        pen.fillStyle = kind === 'UP' || kind === 'NOTE' || kind === 'INSTALL' || kind === 'SNAPSHOT' ? colour.quiet : colour.bad;
        pen.fillText(text, aside ? x + 7 : x - 2, above ? life - (aside ? 10 : 12) : life + 42);
      }
    }
    hits.push({x: x - 6, y: aside ? life - 20 : life - 9, w: 12, h: aside ? 12 : 18, row});
  }
  pen.globalAlpha = 1;
}

/** The sign of a kind of event; also used by the legend. */
function glyph(c, kind, x, y, much) {
  c.lineWidth = 1.8;
  c.strokeStyle = colour.bad;
  c.fillStyle = colour.bad;
  c.beginPath();
  switch (kind) {
    case 'KILL':
      c.moveTo(x - 4.5, y - 4.5); c.lineTo(x + 4.5, y + 4.5);
      c.moveTo(x - 4.5, y + 4.5); c.lineTo(x + 4.5, y - 4.5);
      c.stroke();
      break;
    case 'POWER_LOSS':
      c.moveTo(x + 2, y - 9); c.lineTo(x - 4.5, y + 1.5); c.lineTo(x - .5, y + 1.5); c.lineTo(x - 2, y + 9);
      c.lineTo(x + 4.5, y - 2); c.lineTo(x + .5, y - 2); c.closePath();
      c.fill();
      break;
    case 'SPOILT':
      if (much) {
        c.lineWidth = 1.2;
        c.strokeRect(x - 3, y + 28, 6, 8);
        c.moveTo(x - 4, y + 35); c.lineTo(x + 4, y + 29);
        c.stroke();
      }
      break;
    case 'BOOT':
      c.strokeStyle = colour.quiet;
      c.fillStyle = colour.paper;
      c.lineWidth = 1.3;
      c.arc(x, y, 3, 0, 7);
      c.fill();
      c.stroke();
      break;
    case 'UP':
      c.fillStyle = colour.quiet;
      c.moveTo(x - 3, y - 5); c.lineTo(x + 5, y); c.lineTo(x - 3, y + 5); c.closePath();
      c.fill();
      break;
    case 'PAUSE':
      c.fillStyle = colour.quiet;
      c.rect(x - 3, y - 5, 2.2, 10); c.rect(x + 1, y - 5, 2.2, 10);
      c.fill();
      break;
    case 'RESUME': case 'SLOW': case 'STALL': case 'RESET':
      c.strokeStyle = colour.repair;
      c.lineWidth = 1.4;
      c.moveTo(x, y - 6); c.lineTo(x, y + 6);
      c.stroke();
      break;
    case 'INSTALL': case 'SNAPSHOT':
      c.fillStyle = colour.repair;
      c.rect(x - 4, y - 4, 8, 8);
      c.fill();
      break;
    default:
      c.fillStyle = kind === 'NOTE' ? colour.quiet : colour.bad;
      c.moveTo(x, y - 5); c.lineTo(x + 4.5, y); c.lineTo(x, y + 5); c.lineTo(x - 4.5, y); c.closePath();
      c.fill();
  }
}

function drawClient(place) {
  const list = operationsOf.get(place.client) ?? [];
  const rows = rowsOf.get(place.client) ?? 1;
  const step = (place.height - 8) / rows;
  const height = Math.max(2.5, Math.min(15, step - 1));
  const dim = shown.hiddenLanes.has(place.id);
  if (!shown.group[GROUP.client]) {
    return;
  }
  pen.globalAlpha = dim ? .2 : 1;
  const lastX = new Array(rows).fill(-9);
  const until = view.t0 + view.span;
  pen.font = colour.font(Math.min(10.5, height));
  for (const operation of list) {
    if (operation.t0 > until) {
      break;
    }
    if (operation.t1 < view.t0) {
      continue;
    }
    const x0 = clampX(xOf(operation.t0)), x1 = clampX(xOf(operation.t1));
    if (x1 - lastX[operation.row] < 1 && !operation.failed) {
      continue;
    }
    lastX[operation.row] = x1;
    const y = place.y + 4 + operation.row * step + (step - height) / 2;
    const width = Math.max(1.5, x1 - x0 - (x1 - x0 > 4 ? .75 : 0));
    const lost = operation.outcome === 'unknown' || operation.outcome === 'pending';
    pill(x0, y, width, height);
    if (operation.outcome === 'refused') {
      pen.strokeStyle = colour.faint;
      pen.lineWidth = 1;
      pen.stroke();
    } else {
      pen.fillStyle = operation.outcome === 'error' ? colour['op-bad'] : lost ? hatch(colour.faint, 5) : colour.op;
      pen.fill();
    }
    if (width > 40 && height >= 7) {
      const shift = operation.point >= 0 ? 2 : 0;
      const answer = operation.reply ? '  → ' + operation.reply : '';
      const start = Math.max(x0, GUTTER);
      const text = fitted(operation.text + answer, x0 + width - start - 10 - shift);
      if (text) {
        pen.fillStyle = lost ? colour.quiet : colour['op-ink'];
        pen.fillText(text, start + 5, y + height / 2 + Math.min(3.7, height * .36));
      }
    }
    hits.push({x: x0, y, w: width, h: height, row: operation.end < 0 ? operation.call : operation.end, operation});
    if (operation.point >= 0 && width > 5) {
      const x = xOf(operation.point);
      pen.beginPath();
      pen.arc(x, y + height / 2, Math.min(3.4, height / 2), 0, 7);
      pen.lineWidth = 1.3;
      pen.strokeStyle = colour.paper;
      pen.fillStyle = colour.point;
      if (operation.within) {
        pen.stroke();
        pen.fill();
      } else {
        pen.fillStyle = colour.op;
        pen.fill();
        pen.strokeStyle = colour.point;
        pen.stroke();
      }
    }
    if (operation.failed) {
      pen.strokeStyle = colour.bad;
      pen.lineWidth = 2;
      pill(x0 - 2.5, y - 2.5, width + 5, height + 5);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

function drawFailure() {
  if (failureRow < 0) {
    return;
  }
  const x = xOf(time[failureRow]);
  if (x < GUTTER - 200 || x > view.width + 200) {
    return;
  }
  pen.strokeStyle = colour.bad;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x, RULER);
  pen.lineTo(x, contentHeight + view.height);
  pen.stroke();
  pen.font = colour.bold(11);
  const text = D.code + ' fails here', width = widthOf(text) + 12;
  const left = x + width + 4 > view.width ? x - width : x;
  pen.fillStyle = colour.bad;
  pen.fillRect(left, view.top + RULER, width, 18);
  pen.fillStyle = colour.paper;
  pen.fillText(text, left + 6, view.top + RULER + 13);
}

function pointOf(row) {
  const operation = operationOf(row);
  if (operation) {
    const place = laneOf.get(-operation.client);
    const rows = rowsOf.get(operation.client) ?? 1, step = (place.height - 8) / rows;
    return place && {x: xOf(time[row]), y: place.y + 4 + (operation.row + .5) * step};
  }
  const place = laneOf.get(D.node[row] || 0);
  if (!place) {
    return undefined;
  }
  const kind = kindOf(row);
  if (kind === 'DELIVER' || kind === 'SEND') {
    return {x: xOf(time[row]), y: place.life};
  }
  if (kind === 'LOSE' || kind === 'DUPLICATE') {
    const arrow = arrowsOf.get(row)?.[0], to = laneOf.get(D.peer[row]);
    return arrow && to ? {x: xOf(arrow.drawnEnd), y: place.life + (to.life - place.life) * arrow.reach} : {x: xOf(time[row]), y: place.life};
  }
  if (['CUT', 'HEAL', 'CLOG'].includes(kind)) {
    const network = laneOf.get(0);
    return {x: xOf(time[row]), y: network.y + (kind === 'CLOG' ? 30 : 9)};
  }
  const offset = kind === 'INSTALL' || kind === 'SNAPSHOT' ? -14 : kind === 'CHOSEN' ? 16 : kind === 'APPLIED' ? 23 : group[row] === GROUP.disk ? 33 : 0;
  return {x: xOf(time[row]), y: (place.life ?? place.y + 10) + offset};
}

function emphasise(arrow) {
  const from = laneOf.get(arrow.from), to = laneOf.get(arrow.to);
  if (!from || !to) {
    return;
  }
  const x0 = xOf(arrow.t0), x1 = xOf(arrow.drawnEnd), y0 = from.life, y1 = y0 + (to.life - y0) * arrow.reach;
  pen.strokeStyle = pen.fillStyle = arrow.family === GROUP.heartbeat ? colour.quiet : colour[FAMILIES[arrow.family]];
  pen.lineWidth = 2.6;
  pen.setLineDash(arrow.fate === DELIVERED ? [] : [6, 3]);
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(x0, y0, 4, 0, 7);
  if (arrow.fate === DELIVERED) {
    headAt(x0, y0, x1, y1);
    pen.fill();
    pen.beginPath();
    pen.arc(x1, y1, 4, 0, 7);
  }
  pen.fill();
}

function drawPointers() {
  if (chosen.hover?.arrow) {
    emphasise(chosen.hover.arrow);
  }
  const row = chosen.row;
  if (row < 0) {
    return;
  }
  for (const arrow of arrowsOf.get(row) ?? []) {
    emphasise(arrow);
  }
  const operation = operationOf(row);
  if (operation) {
    // From the client to the node that it asked, and to the slot in which it took effect.
    const place = laneOf.get(-operation.client), node = laneOf.get(operation.node);
    pen.strokeStyle = colour.accent;
    pen.lineWidth = 1.2;
    pen.setLineDash([2, 3]);
    pen.beginPath();
    const times = [operation.t0, ...(operation.end >= 0 ? [operation.t1] : []), ...(operation.point >= 0 ? [operation.point] : [])];
    for (const t of new Set(times)) {
      pen.moveTo(xOf(t), node.life);
      pen.lineTo(xOf(t), place.life);
    }
    pen.stroke();
    pen.setLineDash([]);
  }
  const at = pointOf(row);
  if (at) {
    pen.strokeStyle = colour.accent;
    pen.lineWidth = 1;
    pen.globalAlpha = .5;
    pen.beginPath();
    pen.moveTo(at.x, 0);
    pen.lineTo(at.x, contentHeight + view.height);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(at.x, at.y, 8, 0, 7);
    pen.stroke();
  }
}

function stepOf(span, pixels) {
  const rough = span * 90 / pixels;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  return Math.max(1, (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10) * power);
}
function tickText(micros, step) {
  const digits = step >= 1e6 ? 0 : step >= 1e5 ? 1 : step >= 1e4 ? 2 : step >= 1e3 ? 3 : step >= 100 ? 4 : step >= 10 ? 5 : 6;
  return seconds(micros, digits) + ' s';
}
function drawRuler() {
  pen.fillStyle = colour.paper;
  pen.fillRect(0, 0, view.width, RULER);
  const step = stepOf(view.span, view.width - GUTTER);
  pen.font = colour.font(11);
  for (let t = Math.ceil(Math.max(0, view.t0) / step) * step; t <= Math.min(endMicros, view.t0 + view.span); t += step) {
    const x = xOf(t);
    pen.fillStyle = colour.line;
    pen.fillRect(x, RULER - 6, 1, 6);
    pen.fillStyle = colour.quiet;
    pen.fillText(tickText(t, step), x + 4, RULER - 9);
  }
  pen.fillStyle = colour.line;
  pen.fillRect(0, RULER - .5, view.width, 1);
  pen.fillRect(GUTTER - .5, RULER, 1, view.height);
  if (cursorMicros !== null && cursorMicros >= 0 && cursorMicros <= endMicros) {
    const x = xOf(cursorMicros), text = seconds(cursorMicros, view.span > 1e6 ? 3 : view.span > 1e4 ? 5 : 6) + ' s';
    pen.font = colour.bold(11);
    const width = widthOf(text) + 12, left = Math.max(GUTTER, Math.min(view.width - width, x - width / 2));
    pen.fillStyle = colour.ink;
    pill(left, 4, width, 18);
    pen.fill();
    pen.fillStyle = colour.paper;
    pen.fillText(text, left + 6, 17);
    pen.fillStyle = colour.faint;
    pen.fillRect(x - .5, RULER, 1, view.height);
  }
  for (const phase of phases) {
    const x = xOf(phase.t);
    if (x >= GUTTER && x <= view.width) {
      pen.fillStyle = colour.ink;
      pen.fillRect(x - .5, RULER - 9, 1.5, 12);
      pen.font = colour.bold(10.5);
      if (roomFor('phase', x + 4, x + 4 + widthOf(phase.name))) {
        pen.fillText(phase.name, x + 5, RULER + 9);
      }
    }
  }
}

// The whole run, small.

let overviewImage = null;
function drawOverviewBase() {
  const width = overview.clientWidth, height = overview.clientHeight;
  overviewImage = document.createElement('canvas');
  overviewImage.width = width * view.ratio;
  overviewImage.height = height * view.ratio;
  const c = overviewImage.getContext('2d');
  c.scale(view.ratio, view.ratio);
  const x = t => GUTTER + t / endMicros * (width - GUTTER - 12);
  c.fillStyle = colour.paper;
  c.fillRect(0, 0, width, height);
  // How much was said, as a quiet profile.
  const bins = new Float32Array(Math.max(1, Math.ceil((width - GUTTER) / 2)));
  for (const arrow of arrows) {
    bins[Math.min(bins.length - 1, Math.floor(arrow.t0 / endMicros * bins.length))]++;
  }
  const most = Math.max(1, ...bins);
  c.fillStyle = colour.line;
  for (let i = 0; i < bins.length; i++) {
    const h = Math.sqrt(bins[i] / most) * 20;
    c.fillRect(x(i / bins.length * endMicros), 36 - h, (width - GUTTER - 12) / bins.length + .5, h);
  }
  c.globalAlpha = .3;
  for (const [spans, paint, y] of [[cuts, colour.cut, 6], [clogs, colour.clog, 11]]) {
    c.fillStyle = paint;
    for (const span of spans) {
      c.fillRect(x(span.t0), y, Math.max(1, x(span.t1) - x(span.t0)), 4);
    }
  }
  c.globalAlpha = 1;
  for (const span of leaderships) {
    c.fillStyle = tintOf(span.ballot);
    c.fillRect(x(span.t0), 38, Math.max(1, x(span.t1) - x(span.t0) - .5), 8);
    c.font = colour.font(9);
    if (x(span.t1) - x(span.t0) > 18) {
      c.fillStyle = '#1d2a36';
      c.fillText('n' + span.node, x(span.t0) + 3, 45.3);
    }
  }
  c.fillStyle = colour.bad;
  for (const row of faultSteps) {
    const kind = kindOf(row);
    if (kind !== 'CUT' && kind !== 'CLOG') {
      c.globalAlpha = kind === 'KILL' || kind === 'POWER_LOSS' || kind === 'FAULT' ? .8 : .35;
      c.fillRect(x(time[row]), 48, 1, 7);
    }
  }
  c.globalAlpha = 1;
  for (const phase of phases) {
    c.fillStyle = colour.quiet;
    c.fillRect(x(phase.t), 0, 1, height - 4);
  }
  if (failureRow >= 0) {
    c.fillStyle = colour.bad;
    c.fillRect(x(time[failureRow]) - 1, 0, 2, height);
  }
  c.fillStyle = colour.quiet;
  c.font = colour.font(10.5);
  c.fillText('partitions', 20, 13);
  c.fillText('leader', 20, 46);
  c.fillText('faults', 20, 58);
}
function drawOverview() {
  if (!overviewImage) {
    drawOverviewBase();
  }
  const width = overview.clientWidth, height = overview.clientHeight;
  small.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  small.drawImage(overviewImage, 0, 0, width, height);
  const scale = (width - GUTTER - 12) / endMicros;
  const x0 = GUTTER + Math.max(0, view.t0) * scale, x1 = GUTTER + Math.min(endMicros, view.t0 + view.span) * scale;
  small.fillStyle = colour.paper;
  small.globalAlpha = .6;
  small.fillRect(GUTTER, 0, x0 - GUTTER, height);
  small.fillRect(x1, 0, width - x1, height);
  small.globalAlpha = 1;
  small.strokeStyle = colour.accent;
  small.lineWidth = 1.5;
  small.strokeRect(x0 - .5, 1, Math.max(3, x1 - x0 + 1), height - 3);
}
