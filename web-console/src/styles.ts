/** What all elements of the page share: panels, buttons, tables, marks. */
import { css } from 'lit';

export const shared = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
    min-width: 0;
  }
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  .panel {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: 14px 16px 16px;
    height: 100%;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 2px 16px;
    margin-bottom: 12px;
  }
  h2 {
    font-size: 13px;
    font-weight: 600;
    letter-spacing: 0.02em;
    color: var(--ink-2);
  }
  .quiet {
    color: var(--ink-3);
  }
  .small {
    font-size: 13px;
  }
  .id {
    font-family: var(--mono);
    font-size: 0.88em;
    overflow-wrap: anywhere;
  }
  .old {
    color: var(--ink-3);
  }
  .tag {
    display: inline-block;
    border: 1px solid currentcolor;
    border-radius: 4px;
    padding: 0 5px;
    font-size: 11.5px;
    line-height: 16px;
    font-weight: 600;
    letter-spacing: 0.02em;
    white-space: nowrap;
  }
  button {
    font: inherit;
    font-weight: 550;
    color: var(--ink);
    background: var(--raised);
    border: 1px solid var(--ink-3);
    border-radius: 6px;
    padding: 7px 14px;
    min-height: 38px;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--ink);
  }
  button:disabled {
    color: var(--ink-3);
    border-color: var(--line);
    background: none;
    cursor: not-allowed;
  }
  button.strong {
    background: var(--press);
    border-color: var(--press);
    color: var(--press-ink);
  }
  button.plain {
    background: none;
    border-color: transparent;
    color: var(--ink-2);
    padding: 4px 8px;
    min-height: 32px;
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  :focus-visible {
    outline: 3px solid var(--ink);
    outline-offset: 2px;
  }
  input {
    font: inherit;
    color: var(--ink);
    background: var(--raised);
    border: 1px solid var(--ink-3);
    border-radius: 6px;
    padding: 8px 10px;
    width: 100%;
    min-height: 40px;
  }
  .problem {
    border-left: 4px solid var(--alarm-amber);
    background: var(--caution-wash);
    padding: 8px 12px;
    border-radius: 4px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    text-align: left;
    font-weight: 500;
    font-size: 12.5px;
    color: var(--ink-3);
    padding: 0 10px 6px 0;
  }
  td {
    padding: 7px 10px 7px 0;
    border-top: 1px solid var(--line);
    vertical-align: baseline;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
