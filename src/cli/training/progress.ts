/**
 * @file What a person sees while a model trains: on a terminal a bar with epoch, step, speed, time left and every metric with its
 * course, redrawn in place; elsewhere a plain line now and then. Input: the run's events. Output: lines on standard error.
 */
import { createLogUpdate } from 'log-update';
import { showNumber } from '../../runtime/figures/loss-curve.ts';
import type { MetricValues, PhaseSummary, TrainEvent } from '../../runtime/training/events.ts';
import type { Terminal } from '../terminal.ts';
import { showDuration } from './duration.ts';
import { Sparkline } from './sparkline.ts';

const redrawMilliseconds = 100;
const plainLinesPerPhase = 10;
const plainSeconds = 30;
const sparkColumns = 24;
/** A run that has not begun by then says what it is about: many files, or millions of weights, take minutes. */
const patienceMilliseconds = 5000;

interface Course {
  value: number;
  readonly spark: Sparkline;
}

/** Follows one run. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #near: ReadonlyMap<string, string>;
  readonly #redraw: ((text: string) => void) | undefined;
  readonly #finish: () => void;
  readonly #phases = new Map<string, PhaseSummary & { readonly first: number }>();
  readonly #courses = new Map<string, Course>();
  #total = 0;
  #millisecondsPerStep = 0;
  #drawnAt = 0;
  #plainAt = 0;
  #optimisingAt = performance.now();
  #note = '';
  readonly #notices: string[] = [];
  readonly #unwell = new Map<string, string>();
  #last: Extract<TrainEvent, { event: 'step' }> | undefined;
  readonly #patience: NodeJS.Timeout;

  /** `near` says by metric what it should be near. */
  constructor(terminal: Terminal, near: ReadonlyMap<string, string> = new Map()) {
    this.#terminal = terminal;
    this.#near = near;
    const live = terminal.isLive ? createLogUpdate(process.stderr) : undefined;
    this.#redraw = live;
    this.#finish = () => live?.done();
    this.#patience = setTimeout(
      () => terminal.say('Reading data and drawing the first weights'),
      patienceMilliseconds,
    );
  }

  /** Takes in an event and shows it. */
  show(event: TrainEvent): void {
    switch (event.event) {
      case 'start':
        return this.#start(event);
      case 'step':
        return this.#step(event);
      case 'epoch':
        return this.#plainLine(event.metrics);
      case 'diverged':
      case 'end':
        return this.#draw();
      case 'optimising':
        return this.#optimising(event.reports, event.done, event.of);
      case 'notice':
        return this.#notice(event.message);
      case 'health':
        return this.#health(event);
      case 'figure':
      case 'units':
      case 'checkpoint':
        return;
    }
  }

  /** Shows a sentence beside the bar, or as a line of its own. */
  note(text: string): void {
    this.#note = text;
    if (this.#redraw) this.#draw();
    else this.#terminal.say(text);
  }

  #optimising(reports: string, done: number, of: number): void {
    const now = performance.now();
    const patience = this.#redraw ? redrawMilliseconds : plainSeconds * 1000;
    if (now - this.#optimisingAt < patience) return;
    this.#optimisingAt = now;
    this.note(`Optimising for ${reports}: ${Math.floor((100 * done) / of)} %`);
  }

  /** What a reader should know: told at once, and below a bar, which is drawn over, once more at the end. */
  #notice(text: string): void {
    if (this.#redraw) {
      this.#notices.push(text);
      this.note(text);
    } else this.#terminal.say(`  ${text}`);
  }

  /** A sentence stands as long as its monitor is out of its band. */
  #health({ monitor, state, message }: Extract<TrainEvent, { event: 'health' }>): void {
    if (state === 'left') this.#unwell.set(monitor, message);
    else this.#unwell.delete(monitor);
    if (this.#redraw) this.#draw();
    else this.#terminal.say(`  ${monitor}: ${message}`);
  }

  /** Leaves the last picture standing. */
  close(): void {
    clearTimeout(this.#patience);
    this.#note = '';
    this.#draw();
    this.#finish();
    for (const notice of this.#notices) this.#terminal.say(`  ${notice}`);
  }

  #start(event: Extract<TrainEvent, { event: 'start' }>): void {
    clearTimeout(this.#patience);
    const { colors } = this.#terminal;
    let first = 0;
    for (const phase of event.phases) {
      this.#phases.set(phase.name, { ...phase, first });
      first += phase.steps;
    }
    this.#total = first;
    for (const name of event.metrics)
      this.#courses.set(name, { value: Number.NaN, spark: new Sparkline(sparkColumns) });
    const resumed = event.resumedAt > 0 ? `, resumed at step ${event.resumedAt.toLocaleString('en')}` : '';
    this.#terminal.say(
      `${colors.bold(event.model)}  ${event.engine} on ${event.device}, seed ${event.seed}${resumed}  ${colors.dim(event.run)}`,
    );
    // On a terminal each stands beside its metric.
    const near = event.metrics.flatMap((name) =>
      this.#near.has(name) ? [`${name} ${this.#near.get(name)}`] : [],
    );
    if (!this.#redraw && near.length > 0) this.#terminal.say(`near ${near.join('  ')}`);
  }

  #step(event: Extract<TrainEvent, { event: 'step' }>): void {
    const blend = this.#last ? 0.05 : 1;
    this.#millisecondsPerStep += blend * (event.milliseconds - this.#millisecondsPerStep);
    this.#last = event;
    const progress = event.step / Math.max(1, this.#total);
    for (const [name, value] of Object.entries(event.metrics)) {
      const course = this.#courses.get(name);
      if (!course) continue;
      course.value = Number.isNaN(course.value) ? value : course.value + 0.1 * (value - course.value);
      course.spark.add(progress, value);
    }
    if (event.step + 1 === this.#total) this.note('Drawing figures and computing reports on test data');
    const now = performance.now();
    if (this.#redraw && now - this.#drawnAt > redrawMilliseconds) this.#draw();
    if (!this.#redraw) this.#maybePlainLine(event, now);
  }

  /** Runs without epochs, and long epochs, get a line after every tenth of a phase or half a minute. */
  #maybePlainLine(event: Extract<TrainEvent, { event: 'step' }>, now: number): void {
    const phase = this.#phases.get(event.phase);
    if (!phase) return;
    const every = Math.max(1, Math.floor(phase.steps / plainLinesPerPhase));
    const isDue = phase.stepsPerEpoch === undefined && (event.step - phase.first + 1) % every === 0;
    if (isDue || (this.#plainAt > 0 && now - this.#plainAt > plainSeconds * 1000))
      this.#plainLine(this.#values());
    else if (this.#plainAt === 0) this.#plainAt = now;
  }

  #plainLine(metrics: MetricValues): void {
    if (this.#redraw) return;
    this.#plainAt = performance.now();
    const values = Object.entries(metrics).map(([name, value]) => `${name} ${showNumber(value)}`);
    this.#terminal.say([...this.#position(), ...values].join('  '));
  }

  #values(): MetricValues {
    const known = [...this.#courses].filter(([, { value }]) => !Number.isNaN(value));
    return Object.fromEntries(known.map(([name, { value }]) => [name, value]));
  }

  /** "epoch 2.4/10", "step 1,125/4,690", "5.1 ms/step", "18 s left". */
  #position(): string[] {
    const event = this.#last;
    if (!event) return [];
    const phase = this.#phases.get(event.phase);
    const done = event.step + 1;
    const parts = this.#phases.size > 1 ? [event.phase] : [];
    if (phase?.stepsPerEpoch !== undefined) {
      const epochs = phase.steps / phase.stepsPerEpoch;
      parts.push(`epoch ${event.epoch.toFixed(1)}/${Number(epochs.toFixed(1))}`);
    }
    parts.push(`step ${done.toLocaleString('en')}/${this.#total.toLocaleString('en')}`);
    const speed = this.#millisecondsPerStep;
    parts.push(`${speed < 10 ? speed.toFixed(1) : Math.round(speed)} ms/step`);
    const left = this.#total - done;
    if (left > 0) parts.push(`${showDuration((left * speed) / 1000)} left`);
    return parts;
  }

  #draw(): void {
    if (!this.#redraw || !this.#last) return;
    this.#drawnAt = performance.now();
    const { colors } = this.#terminal;
    const done = (this.#last.step + 1) / Math.max(1, this.#total);
    const columns = Math.max(10, Math.min(32, this.#terminal.width() - 66));
    const filled = Math.round(done * columns);
    const bar = `${colors.green('━'.repeat(filled))}${colors.dim('─'.repeat(columns - filled))}`;
    const percent = `${Math.floor(done * 100)} %`.padStart(5);
    const lines = [`${bar} ${percent}  ${this.#position().join('  ')}`];
    const nameWidth = Math.max(0, ...[...this.#courses.keys()].map((name) => name.length));
    for (const [name, { value, spark }] of this.#courses) {
      const number = Number.isNaN(value) ? '' : showNumber(value);
      const near = this.#near.get(name);
      const course = colors.cyan(
        near === undefined ? spark.toString() : spark.toString().padEnd(sparkColumns),
      );
      const beside = near === undefined ? '' : `  ${colors.dim(`near ${near}`)}`;
      lines.push(`  ${name.padEnd(nameWidth)} ${colors.bold(number.padStart(9))}  ${course}${beside}`);
    }
    for (const [monitor, message] of this.#unwell) lines.push(colors.yellow(`${monitor}: ${message}`));
    if (this.#note !== '') lines.push(colors.yellow(this.#note));
    this.#redraw(lines.join('\n'));
  }
}
