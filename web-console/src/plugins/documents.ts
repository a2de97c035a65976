/** The documents of the gateway about plug-ins, as these pages read them. */
import type { Num, Problem } from '../contract.js';

export interface Offer {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly publisher: string;
  readonly licence: string;
  readonly tier: string;
  readonly kinds: readonly string[];
  readonly natures: readonly string[];
  readonly devices: readonly string[];
  readonly transports: readonly string[];
  readonly platform: string;
  /** Whether it runs on this gateway. */
  readonly fits: boolean;
  readonly source: string;
  readonly sizeBytes: number;
  /** Paths of its icon and screenshots. */
  readonly pictures?: readonly string[];
}

export interface Source {
  readonly name: string;
  readonly place: string;
  readonly plugins: number;
  readonly refreshed: string | null;
  readonly expires: string | null;
  readonly problem: string | null;
  readonly keys: readonly string[];
}

export interface Offers {
  readonly plugins: readonly Offer[];
  readonly sources: readonly Source[];
  /** Why nothing was found. */
  readonly why: string | null;
}

export interface Installed extends Offer {
  readonly state: string;
  readonly text: string | null;
  readonly since: string;
  readonly pinned: boolean;
  readonly update: string | null;
  readonly updateFrom: string | null;
  readonly health: {
    readonly busyPct: Num;
    readonly allocatedBytes: Num;
    readonly threads: number;
    readonly late: number;
    readonly failures: number;
  };
  readonly swaps: readonly { readonly at: string; readonly from: string; readonly to: string; readonly gapMs: Num }[];
}

export interface Wish {
  readonly wish: string;
  readonly id?: string;
  readonly version?: string;
  readonly generation?: number;
  readonly name?: string;
  readonly place?: string;
  readonly root?: string;
}

export interface Plan {
  readonly possible: boolean;
  readonly digest: string | null;
  readonly words: readonly string[];
  readonly asks: readonly string[];
  readonly changes: readonly {
    readonly id: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly lastGapMs: Num;
  }[];
  readonly restarts: boolean;
  readonly configuration: readonly string[];
  readonly impossible: {
    readonly reason: string;
    readonly what: string;
    readonly where: string | null;
    readonly remedy: string | null;
  } | null;
}

export interface Job {
  readonly number: number;
  readonly wish: Readonly<Record<keyof Wish, string | number | null>>;
  readonly by: string;
  readonly reason: string;
  readonly state: string;
  readonly ended: boolean;
  readonly steps: readonly { readonly at: string; readonly text: string }[];
  readonly text: string | null;
}

export interface Generation {
  readonly number: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly current: boolean;
  readonly plugins: readonly { readonly id: string; readonly version: string; readonly pinned: boolean }[];
  readonly configuration: readonly { readonly name: string; readonly sha256: string }[];
}

export interface Difference {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** What a view asks of the gateway. */
export interface Asks {
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  /** Sends a file; tells how much of it is sent, from 0 to 1. Throws `Refused`. */
  send<T>(path: string, file: Blob, sent: (share: number) => void): Promise<T>;
}

export type { Problem };
