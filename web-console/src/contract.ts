/**
 * The documents of the gateway's REST interface (`/api/v1`), as this page reads them.
 *
 * Sign: positive flows into the busbar. Unknown is `null`. Times are ISO 8601 in UTC.
 */

export type Quality = 'GOOD' | 'STALE' | 'INVALID' | 'SUBSTITUTED';
export type SiteState = 'BOOT' | 'IDLE' | 'RUNNING' | 'ERROR' | 'STOPPED';
export type Severity = 'INFO' | 'WARNING' | 'ALARM' | 'CRITICAL';
export type Num = number | null;

export interface Health {
  status: string;
  timestamp: string;
}

export interface SiteNode {
  path: string;
  kind: 'site' | 'group' | 'device' | 'terminal';
  parent: string | null;
  nature: string | null;
  meter: string | null;
  measures?: 'pcc' | 'group' | 'device' | null;
}

/** Powers in W, shares in %. */
export interface Flow {
  gridW: Num;
  pvW: Num;
  batteryW: Num;
  loadW: Num;
  chargerW: Num;
  selfConsumptionPct: Num;
  autarkyPct: Num;
}

/** A limit, or what bound a setpoint (then without a reaction); bounds of `null` are none. */
export interface Limit {
  device: string;
  text: string;
  active: boolean;
  point?: string;
  value?: Num;
  unit?: string;
  min?: Num;
  max?: Num;
  reaction?: 'CLAMP' | 'TRIP' | null;
}

/** Who is to be called in an emergency; what is not known is empty. */
export interface Contact {
  name: string;
  role: string;
  phone: string;
  mail: string;
  text: string;
}

export interface Site {
  org: string;
  site: string;
  name: string | null;
  state: SiteState;
  since: string | null;
  reason: string | null;
  cause: string | null;
  cycleMs: number;
  step: number;
  nodes: SiteNode[];
  flow: Flow;
  limits: Limit[];
  contacts?: Contact[];
}

export interface Point {
  device: string;
  point: string;
  value: Num;
  unit: string;
  quality: Quality;
  measuredAt: string | null;
}

export interface Device {
  id: string;
  name: string | null;
  nature: string;
  profile: string | null;
  session: 'CONNECTING' | 'READY' | 'FAULTY' | 'WRONG_DEVICE' | 'CLOSED';
  authority: 'observe' | 'control';
  gate: { cause: string | null; epoch: number } | null;
  maturity: string | null;
  lastSeen: string | null;
  online?: boolean;
  connection?: string;
  unit?: number;
  commands?: readonly string[];
  /** It came or was changed while the site ran: it is observed until the next start. */
  waitsForStart?: boolean;
}

/** A command to a device and what became of it. */
export interface DeviceCommand {
  number: number;
  device: string;
  command: string;
  state: 'ACCEPTED' | 'REFUSED' | 'UNKNOWN' | 'ACHIEVED';
  text: string;
  at: string;
  by: string;
}

/** A kind of device that can be made now. */
export interface DeviceType {
  id: string;
  driver: string;
  name: string;
  maker: string;
  nature: string;
  maturity: string;
  options: readonly { name: string; kind: 'flag' | 'number' | 'duration' | 'text'; fallback: string; text: string }[];
}

/** A device as it is sent to be tried or added. */
export interface DeviceRequest {
  id: string;
  profile?: string;
  driver?: string;
  type?: string;
  connection: string;
  wire?: Readonly<Record<string, string>>;
  unit: number;
  options: Readonly<Record<string, string>>;
  reason?: string;
}

/** A device that is read before it is added. */
export interface Trial {
  id: string;
  progress: 'RUNNING' | 'DONE' | 'CANCELLED';
  session: Device['session'];
  text: string;
  points: readonly Point[];
}

export interface SiteEvent {
  sequence: number;
  at: string;
  severity: Severity;
  source: string;
  kind: string;
  text: string;
}

export interface Proposal {
  source: string;
  level: string;
  node: string;
  quantity: string;
  phase: string | null;
  min: Num;
  max: Num;
  target: Num;
  unit: string;
  validUntil: string | null;
  reason: string;
}

export interface EnvelopeLevel {
  level: string;
  min: Num;
  max: Num;
}

/** A value of `null`: the device goes to its release. */
export interface Setpoint {
  device: string;
  point: string;
  value: Num;
  unit: string;
  envelope: EnvelopeLevel[];
  limitedBy: string | null;
  reason: string;
}

/** A proposal that could not hold, and what stood against it. */
export interface Dropped {
  proposal: Proposal;
  against: string;
}

/** Step 0 and no time before the first decision. */
export interface Decision {
  step: number;
  at: string | null;
  proposals: Proposal[];
  dropped?: Dropped[];
  setpoints: Setpoint[];
}

/** Begin, mean, least, greatest value, number of samples; what is unknown has no row. */
export type HistoryRow = [string, Num, Num, Num, number];

export interface HistoryDocument {
  unit: string;
  /** "raw", "1s", "2min", "1h", "1d": coarser than asked where the finer tier is no longer kept. */
  resolution: string;
  rows: HistoryRow[];
}

export interface Mode {
  id: string;
  type: string;
  node: string;
  level: string;
  rank: number;
  enabled: boolean;
  state: string;
  text?: string;
  lateCount: number;
}

/** A page that a bundle brings; `module` is the address of its ES module. */
export interface PageEntry {
  id: string;
  title: string;
  module: string;
}

/** An RFC 9457 problem document. */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  field?: string;
  value?: string;
  remedy?: string;
}
