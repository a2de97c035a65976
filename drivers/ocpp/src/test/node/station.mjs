// A charging station on a foreign implementation of OCPP-J that checks every message against the published schemas.
// node station.mjs URL STATION PROTOCOL; commands on standard input; one JSON line on standard output whenever something changes.
import { createInterface } from 'node:readline';
import { RPCClient } from 'ocpp-rpc';

const [url, identity, protocol, password] = process.argv.slice(2);
const is16 = protocol === 'ocpp1.6';
const profiles = new Map();
let transaction = null;
let plugged = false;
let energyWh = 1000;
let client = null;
let sequence = 0;

const say = (what) => process.stdout.write(JSON.stringify({ at: Date.now(), currentA: currentA(), ...what }) + '\n');

// The limit that holds: the profile of the transaction before that for all, the higher level before the lower, and only while it lasts.
function currentA() {
  const now = Date.now();
  const holding = [...profiles.values()].filter((p) => {
    const schedule = is16 ? p.chargingSchedule : p.chargingSchedule[0];
    const start = schedule.startSchedule ? Date.parse(schedule.startSchedule) : now;
    const isIts = p.chargingProfilePurpose !== 'TxProfile' || (transaction !== null && String(p.transactionId) === String(transaction));
    return isIts && start <= now && (schedule.duration === undefined || now < start + schedule.duration * 1000);
  });
  holding.sort((a, b) => (b.chargingProfilePurpose === 'TxProfile') - (a.chargingProfilePurpose === 'TxProfile') || b.stackLevel - a.stackLevel);
  const schedule = holding.length ? (is16 ? holding[0].chargingSchedule : holding[0].chargingSchedule[0]) : null;
  return schedule ? schedule.chargingSchedulePeriod[0].limit : 32;
}

const isCharging = () => plugged && transaction !== null && currentA() >= 6;
const powerW = () => (isCharging() ? 3 * 230 * currentA() : 0);

function meterValue() {
  const one = (measurand, value, unit, phase) => ({
    value: is16 ? String(value) : value,
    measurand,
    ...(phase ? { phase } : {}),
    ...(is16 ? { unit } : { unitOfMeasure: { unit } }),
  });
  const values = [one('Power.Active.Import', powerW() / 1000, 'kW'), one('Energy.Active.Import.Register', energyWh, 'Wh')];
  for (const phase of ['L1', 'L2', 'L3']) values.push(one('Current.Import', isCharging() ? currentA() : 0, 'A', phase));
  return [{ timestamp: new Date().toISOString(), sampledValue: values }];
}

const status16 = () => (!plugged ? 'Available' : transaction === null ? 'Preparing' : isCharging() ? 'Charging' : 'SuspendedEVSE');

async function tellStatus() {
  if (is16) {
    await client.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: status16() });
  } else {
    await client.call('StatusNotification', {
      timestamp: new Date().toISOString(), connectorStatus: plugged ? 'Occupied' : 'Available', evseId: 1, connectorId: 1,
    });
  }
}

async function tellEvent(eventType, triggerReason, token) {
  await client.call('TransactionEvent', {
    eventType, triggerReason, timestamp: new Date().toISOString(), seqNo: sequence++,
    transactionInfo: { transactionId: String(transaction), chargingState: isCharging() ? 'Charging' : 'SuspendedEVSE' },
    evse: { id: 1, connectorId: 1 }, meterValue: meterValue(), ...(token ? { idToken: { idToken: token, type: 'Central' } } : {}),
  });
}

async function begin(token) {
  if (is16) {
    const answer = await client.call('StartTransaction', { connectorId: 1, idTag: token, meterStart: energyWh, timestamp: new Date().toISOString() });
    transaction = answer.idTagInfo.status === 'Accepted' ? answer.transactionId : null;
  } else {
    transaction = 'tx-' + Date.now();
    await tellEvent('Started', 'RemoteStart', token);
  }
  await tellStatus();
  say({ began: transaction });
}

async function measure() {
  energyWh = Math.round(energyWh + powerW() / 3600);
  if (!client || transaction === null) return;
  if (is16) await client.call('MeterValues', { connectorId: 1, transactionId: transaction, meterValue: meterValue() });
  else await tellEvent('Updated', 'MeterValuePeriodic');
}

async function connect() {
  client = new RPCClient({ endpoint: url, identity, password, protocols: [protocol], strictMode: true, reconnect: false, callTimeoutMs: 5000 });
  client.on('strictValidationFailure', (e) => say({ violation: String(e.error ?? e), isSent: Boolean(e.outbound) }));
  client.handle('SetChargingProfile', ({ params }) => {
    const profile = is16 ? params.csChargingProfiles : params.chargingProfile;
    profiles.set(is16 ? profile.chargingProfileId : profile.id, profile);
    say({ set: profile.chargingProfilePurpose, level: profile.stackLevel });
    return { status: 'Accepted' };
  });
  client.handle('ClearChargingProfile', ({ params }) => {
    const isThere = profiles.delete(is16 ? params.id : params.chargingProfileId);
    say({ cleared: isThere });
    return { status: isThere ? 'Accepted' : 'Unknown' };
  });
  client.handle('GetCompositeSchedule', ({ params }) => {
    const schedule = { duration: params.duration, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: currentA() }] };
    return is16
      ? { status: 'Accepted', connectorId: params.connectorId, chargingSchedule: schedule }
      : { status: 'Accepted', schedule: { ...schedule, evseId: params.evseId, scheduleStart: new Date().toISOString() } };
  });
  client.handle('ChangeConfiguration', () => ({ status: 'Accepted' }));
  client.handle('SetVariables', ({ params }) => ({
    setVariableResult: params.setVariableData.map((v) => ({ attributeStatus: 'Accepted', component: v.component, variable: v.variable })),
  }));
  client.handle('TriggerMessage', () => {
    setImmediate(() => tellStatus().catch((e) => say({ error: String(e) })));
    return { status: 'Accepted' };
  });
  const remote = (token) => {
    setImmediate(() => begin(token).catch((e) => say({ error: String(e) })));
    return { status: 'Accepted' };
  };
  client.handle('RemoteStartTransaction', ({ params }) => remote(params.idTag));
  client.handle('RequestStartTransaction', ({ params }) => remote(params.idToken.idToken));
  await client.connect();
  const boot = is16
    ? { chargePointVendor: 'Foreign', chargePointModel: 'Station' }
    : { reason: 'PowerUp', chargingStation: { vendorName: 'Foreign', model: 'Station' } };
  const answer = await client.call('BootNotification', boot);
  say({ booted: answer.status });
  await tellStatus();
}

const commands = {
  connect,
  plug: async () => { plugged = true; await tellStatus(); },
  unplug: async () => { plugged = false; transaction = null; await tellStatus(); },
  drop: async () => { const old = client; client = null; await old.close({ force: true }); say({ dropped: true }); },
  tell: async () => say({ powerW: powerW(), energyWh }),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  commands[line.trim()]().catch((e) => say({ error: String(e) }));
}).on('close', () => process.exit(0));
let lastA = currentA();
setInterval(() => {
  if (currentA() !== lastA) { lastA = currentA(); say({ changed: true }); }
}, 100);
setInterval(() => measure().catch((e) => say({ error: String(e) })), 1000);
connect().catch((e) => say({ error: String(e) }));
