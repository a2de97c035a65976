/** The symbols of the flow picture and of alarm priorities, drawn for this page. */
import { svg } from 'lit';
import type { SVGTemplateResult } from 'lit';
import type { Num, Severity } from './contract.js';
import type { FeederKind } from './flow-model.js';
import { isKnown } from './words.js';

/** A 32 by 32 symbol in the current colour; a battery's shows its state of charge. */
export function symbol(kind: FeederKind, stateOfChargePct: Num): SVGTemplateResult {
  switch (kind) {
    case 'grid':
      return svg`<path d="M11 29 14.5 4h3L21 29M12.4 19h7.2M13.3 12.500h5.400M12.400 19l8.100 9M19.600 19l-8.100 9M7 9.500h18M7 9.500v2.500M25 9.500v2.500M14.500 4 7 9.500M17.500 4 25 9.500"/>`;
    case 'pv':
      return svg`<path d="M8 14h16l4 13H4zM6.200 20h19.600M13.500 14 12 27M18.500 14 20 27M16 3v3.500M9.200 5.800l2 2.300M22.800 5.800l-2 2.300M11.500 11a4.500 4.500 0 0 1 9 0"/>`;
    case 'battery': {
      const height = isKnown(stateOfChargePct) ? (Math.min(100, Math.max(0, stateOfChargePct)) / 100) * 19 : 0;
      return svg`<rect x="8" y="6.500" width="16" height="23" rx="2.500"/><path d="M13 6V3.500h6V6"/>
        <rect x="10" y=${8.5 + 19 - height} width="12" height=${height} rx="1" fill="currentColor" stroke="none"/>`;
    }
    case 'load':
      return svg`<path d="M4 16 16 5l12 11M7.500 13v15h17V13M13 28v-8h6v8"/>`;
    case 'charger':
      return svg`<rect x="5" y="4" width="13" height="25" rx="2"/><path d="M8.500 8.500h6M18 17h3.500a2 2 0 0 1 2 2v4.500a2.250 2.250 0 0 0 4.500 0V12l-4-4.500M25 8.500V12h3M12.500 12.500 9.500 18h4l-3 5.500"/>`;
  }
}

/** Priority is told by shape and word as well as by colour. */
export function prioritySymbol(severity: Severity): SVGTemplateResult {
  switch (severity) {
    case 'CRITICAL':
      return svg`<path class="critical" d="M5.200 1h5.600L15 5.200v5.600L10.800 15H5.200L1 10.800V5.200z"/>`;
    case 'ALARM':
      return svg`<path class="alarm" d="M8 1.500 15.500 14.500H.500z"/>`;
    case 'WARNING':
      return svg`<path class="warning" d="M8 .800 15.200 8 8 15.200.800 8z"/>`;
    default:
      return svg`<circle class="info" cx="8" cy="8" r="3"/>`;
  }
}
